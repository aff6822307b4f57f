import Glibc
import LambdaRuntime
import LocalGateway
import Logging
import Logs
import NIOCore
import NIOPosix
import RunningLoops
import Sockets
import Synchronization

@testable import bootstrap

/// The whole bootstrap but for its main function, in this process, with a Runtime API of ours.
enum RunningService {
    /// Runs it for as long as `body` runs.
    static func with<Result: Sendable>(
        _ environment: [String: String],
        _ behaviour: RuntimeAPIBehaviour = RuntimeAPIBehaviour(),
        _ body: @escaping @Sendable (RuntimeAPIServer, LogFile) async throws -> Result
    ) async throws -> Result {
        let log = try LogFile()
        let eventLoop = SocketLoop.running()
        defer { eventLoop.execute { eventLoop.stop() } }
        let result = try await RuntimeAPIServer.serving(behaviour, on: MultiThreadedEventLoopGroup.singleton)
        {
            server in
            var environment = environment
            environment["AWS_LAMBDA_RUNTIME_API"] = server.address
            let sink = LogSink(format: .text, level: .info, descriptor: log.descriptor)
            let service = Service(environment, sink: sink, eventLoop: eventLoop)
            let running = Task(executorPreference: EventLoopExecutor(eventLoop)) { await service.run() }
            defer { running.cancel() }
            let result = try await body(server, log)
            // It has to be gone before the server is, lest it connects to a server that ends.
            running.cancel()
            _ = await running.value
            return result
        }
        return result
    }

    /// A folder with these texts by their names, for as long as `body` runs.
    static func withFolder<Result: Sendable>(
        _ files: [String: String],
        _ body: @Sendable (String) async throws -> Result
    ) async throws -> Result {
        var name = Array("/tmp/switchyard-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&name) != nil else { throw NoFile() }
        let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            for name in files.keys { _ = unsafe unlink("\(folder)/\(name)") }
            _ = unsafe rmdir(folder)
        }
        for (name, text) in files {
            let descriptor = unsafe open("\(folder)/\(name)", O_CREAT | O_WRONLY, 0o600)
            guard descriptor >= 0 else { throw NoFile() }
            defer { close(descriptor) }
            let bytes = Array(text.utf8)
            guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { throw NoFile() }
        }
        return try await body(folder)
    }

    /// A table in a file of its own, for as long as `body` runs.
    static func withFile<Result: Sendable>(
        _ text: String,
        _ body: @Sendable (String) async throws -> Result
    ) async throws -> Result {
        try await withFolder(["routes.yml": text]) { try await body("\($0)/routes.yml") }
    }

    struct NoFile: Error {}
}

/// What a service has logged, in a file without a name.
///
/// It is never closed: what a service logs after its test would go to whatever has the number then.
final class LogFile: Sendable {
    let descriptor: Int32

    init() throws {
        var name = Array("/tmp/switchyard-log-XXXXXX".utf8CString)
        descriptor = unsafe mkstemp(&name)
        guard descriptor >= 0 else { throw RunningService.NoFile() }
        _ = unsafe unlink(name)
    }

    var lines: [String] {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    /// Waits for a line with all these parts.
    func line(with parts: String..., within limit: Duration = .seconds(10)) async throws -> String {
        let end = ContinuousClock.now + limit
        while true {
            if let line = lines.first(where: { line in parts.allSatisfy { line.contains($0) } }) {
                return line
            }
            guard ContinuousClock.now < end else { throw NoLine(wanted: parts, lines: lines) }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    struct NoLine: Error {
        let wanted: [String]
        let lines: [String]
    }
}
