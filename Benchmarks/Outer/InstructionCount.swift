import BenchmarkParts
import Glibc

/// Instructions an invocation, counted by valgrind: the same on a busy machine as on a quiet one.
///
/// A child answers some invocations, and in another run so many more; the difference is theirs.
struct InstructionCount {
    private let settings: Settings
    private let backend: BackendServer
    private let folder: String

    private static let few = 100

    init(_ settings: Settings, _ backend: BackendServer, folder: String) {
        var settings = settings
        settings.patience = 120
        self.settings = settings
        self.backend = backend
        self.folder = folder
    }

    /// Counts, prints the table, and returns what was wrong.
    func run() throws -> [String] {
        var problems: [String] = []
        var table = MarkdownTable("instructions", "child", "start and first", "an invocation", "×")
        for workload in settings.workloads {
            let more = max(10, settings.count(of: workload) / 5)
            var base: Double?
            for child in settings.children {
                let start = try instructions(0, workload, child, &problems)
                let few = try instructions(InstructionCount.few, workload, child, &problems)
                let many = try instructions(InstructionCount.few + more, workload, child, &problems)
                let each = (many - few) / Double(more)
                base = base ?? each
                table.add([
                    workload.name, child.name, start.text(digits: 0), each.text(digits: 0),
                    (each / (base ?? .nan)).text(digits: 2),
                ])
            }
        }
        print(table.text)
        return problems
    }

    private func instructions(
        _ count: Int,
        _ workload: Workload,
        _ child: Child,
        _ problems: inout [String]
    ) throws -> Double {
        let log = folder + "/valgrind.log"
        defer { unsafe unlink(log) }
        let valgrind = [
            "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file=\(log)", "--",
        ]
        let counted = Child(
            name: child.name,
            command: valgrind + child.command,
            readsTable: child.readsTable
        )
        let phase = Phase(
            child: counted,
            workload: workload,
            message: InvocationServer.message(for: workload.event),
            backend: backend,
            settings: settings,
            table: folder + "/routes.yml"
        )
        problems += try phase.answer(count)
        let text = TextFile.text(of: log) ?? ""
        for line in text.split(separator: "\n") where line.contains("Collected :") {
            return line.split(separator: " ").last.flatMap { Double($0) } ?? .nan
        }
        problems.append("valgrind did not count \(child.name): \(text)")
        return .nan
    }
}

extension Phase {
    /// Lets a fresh child answer so many invocations and asks it to end; what was wrong.
    fileprivate func answer(_ count: Int) throws -> [String] {
        backend.expect(workload, checksTarget: child.readsTable)
        let server = try InvocationServer(workload, message, allowsEnvelope: !child.readsTable)
        defer { server.close() }
        var variables = variables(server, 1)
        variables["SWIFT_DETERMINISTIC_HASHING"] = "1"
        let running = try child.start(variables, output: settings.childLog)
        // One more than none: the start is over with the first poll, which an answer proves.
        let isDone = server.run(count + 1, patience: settings.patience)
        running.end(SIGTERM)
        return server.observations.problems + backend.problems + (isDone ? [] : ["it gave up"])
    }
}
