import BenchmarkParts
import Glibc
import LambdaRuntime
import Sockets

/// Measures the parts from inside: `inner-benchmark time|count|list [PREFIX…]`, one line a case.
///
/// `time` prints name, median and 99th percentile in nanoseconds, allocations, bytes, peak and kept bytes;
/// `count` leaves the times out and is what runs under callgrind; `list` says how often it does each case. `serve` is the peer of the cases that need one.
@main
enum InnerBenchmark {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        let prefixes = Array(arguments.dropFirst())
        switch arguments.first {
        case "serve": Peer.serve(prefixes.first ?? "")
        case "list": for row in cases(prefixes) { print(row.name, row.counted) }
        case "time", "count":
            let isTimed = arguments.first == "time"
            // On one thread and its event loop, as `bootstrap` does it.
            guard let loop = try? SocketLoop() else { exit(1) }
            unsafe ExchangeCases.eventLoop = loop
            Task(executorPreference: EventLoopExecutor(loop)) {
                exit(await run(prefixes, isTimed: isTimed))
            }
            loop.run()
        default:
            print("usage: inner-benchmark time|count|list [PREFIX…]")
            exit(64)
        }
    }

    private static func cases(_ prefixes: [String]) -> [BenchmarkCase] {
        let all =
            EventCases.all + ReplyCases.all + Base64Cases.all + DecisionCases.all + LoadCases.all
            + RewritingCases.all + LogCases.all + ExchangeCases.all
        return prefixes.isEmpty ? all : all.filter { row in prefixes.contains { row.name.hasPrefix($0) } }
    }

    private static func run(_ prefixes: [String], isTimed: Bool) async -> Int32 {
        for row in cases(prefixes) {
            do {
                let found = isTimed ? try await Measurement.timed(row) : try await Measurement.counted(row)
                print(line(of: found))
            } catch {
                print("\(row.name): \(error)")
                return 1
            }
        }
        return 0
    }

    private static func line(of found: Measurement) -> String {
        let numbers = [found.times.median, found.times.quantile(0.99)].map { $0.text(digits: 0) }
        let allocations = found.allocations
        let counts = [allocations.calls, allocations.bytes, allocations.peak, allocations.kept]
            .map { $0.text(digits: 2) }
        return ([found.name] + numbers + counts).joined(separator: "\t")
    }
}
