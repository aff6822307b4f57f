import BenchmarkParts
import Glibc

/// One child, started anew, that answers invocations of one kind.
struct Phase {
    let child: Child
    let workload: Workload
    let message: NumberedText
    let backend: BackendServer
    let settings: Settings
    /// The path of the table for children that read one.
    let table: String

    /// What came of a phase; times in the units that the tables show.
    struct Result {
        var firstNext = Double.nan
        var firstAnswer = Double.nan
        /// Microseconds an invocation, from sending its event to having its reply.
        var times = Samples([])
        var perSecond = Double.nan
        /// Microseconds of processor time an invocation.
        var processor = Double.nan
        var resident = Double.nan
        var mostPolls = 0
        var problems: [String] = []
    }

    /// Runs some invocations to warm up and then those that are measured; one for the start alone where `count` is 0.
    func run(_ count: Int, slots: Int = 1, delay: Int = 0) throws -> Result {
        backend.expect(workload, checksTarget: child.readsTable, delay: delay)
        let server = try InvocationServer(workload, message, allowsEnvelope: !child.readsTable)
        defer { server.close() }
        let running = try child.start(variables(server, slots), output: settings.childLog)
        defer { running.end(SIGKILL) }
        var result = Result()
        let warmUp = count == 0 ? 1 : delay == 0 ? settings.warmUp : slots * 4
        if server.run(warmUp, patience: settings.patience), count > 0 {
            measure(count, after: warmUp, server, running, &result)
        }
        let seen = server.observations
        result.resident = running.mostResident
        result.firstNext = milliseconds(from: running.started, to: seen.firstNext)
        result.firstAnswer = milliseconds(from: running.started, to: seen.firstAnswer)
        result.mostPolls = seen.mostPolls
        result.problems = seen.problems + backend.problems
        guard seen.firstAnswer != nil, count == 0 || !result.times.isEmpty else {
            let seen = Set(result.problems).sorted().prefix(3).joined(separator: "; ")
            throw Failure(
                "\(child.name) gave up on \(workload.name): \(seen.isEmpty ? "see --child-log" : seen)"
            )
        }
        return result
    }

    private func measure(
        _ count: Int,
        after warmUp: Int,
        _ server: InvocationServer,
        _ running: SpawnedProcess,
        _ result: inout Result
    ) {
        let processor = running.processorTime
        let began = MonotonicClock.now()
        guard server.run(count, patience: settings.patience) else { return }
        let ended = MonotonicClock.now()
        result.processor = Double(running.processorTime - processor) / 1e3 / Double(count)
        result.perSecond = Double(count) / (Double(ended - began) / 1e9)
        let seen = server.observations
        result.times = Samples(
            (warmUp..<warmUp + count).map { Double(seen.answered[$0] - seen.sent[$0]) / 1e3 }
        )
    }

    func variables(_ server: InvocationServer, _ slots: Int) -> [String: String] {
        var variables = ["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:\(server.port)"]
        if child.readsTable {
            variables["ROUTES"] = table
        } else {
            variables["URL"] = "http://127.0.0.1:\(backend.port)/"
        }
        if slots > 1 { variables["AWS_LAMBDA_MAX_CONCURRENCY"] = "\(slots)" }
        return variables
    }

    private func milliseconds(from start: Int, to end: Int?) -> Double {
        end.map { Double($0 - start) / 1e6 } ?? .nan
    }
}
