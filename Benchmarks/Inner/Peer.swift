import BenchmarkParts
import Glibc

/// The other side of exchanges, in a process of its own so that its work is not counted as ours.
final class Peer {
    /// The ports of a backend and of a Runtime API.
    let backend: Int
    let runtime: Int
    private let end: Int32

    /// Starts this program once more, to serve invocations of a kind.
    init(_ workload: Workload) throws {
        var (input, output): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard unsafe pipe(&input) == 0, unsafe pipe(&output) == 0 else { throw SystemFailure("pipe") }
        // Of the pipes the other side has its ends alone, as standard input and output.
        for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        _ = try SpawnedProcess(
            [CommandLine.arguments[0], "serve", workload.name],
            environment: ["LANG=C.UTF-8"],
            input: input[0],
            output: output[1],
            errors: STDERR_FILENO
        )
        close(input[0])
        close(output[1])
        end = input[1]
        var line = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(output[0], &line, line.count)
        close(output[0])
        let ports = String(decoding: line.prefix(max(0, count)), as: UTF8.self).split {
            $0 == " " || $0 == "\n"
        }
        .compactMap { Int($0) }
        guard ports.count == 2 else { throw SystemFailure("the peer says no ports") }
        (backend, runtime) = (ports[0], ports[1])
    }

    deinit {
        // The other side reads to the end of its input, and ends.
        close(end)
    }

    /// Is the other side: says its ports, and serves until its input ends.
    static func serve(_ name: String) {
        guard let workload = Workload.all.first(where: { $0.name == name }),
            let backend = try? BackendServer(),
            let runtime = try? InvocationServer(
                workload,
                InvocationServer.message(for: workload.event),
                allowsEnvelope: false
            )
        else { exit(1) }
        backend.expect(workload, checksTarget: true)
        let line = Array("\(backend.port) \(runtime.port)\n".utf8)
        unsafe write(STDOUT_FILENO, line, line.count)
        WorkerThread.run { _ = runtime.run(1_000_000, patience: 3600) }
        var byte: UInt8 = 0
        while unsafe read(STDIN_FILENO, &byte, 1) > 0 {}
        exit(runtime.observations.problems.isEmpty && backend.problems.isEmpty ? 0 : 1)
    }
}
