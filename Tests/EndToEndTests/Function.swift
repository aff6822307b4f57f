import Messages
import FrontEnds
import Glibc
import HTTPTypes
import LocalGateway
import NIOPosix
import Testing

/// The real bootstrap under a Runtime API of ours, which takes any number of invocations.
struct Function: Sendable {
    /// What it wrote to its standard output and error.
    let log: String
    let process: ChildProcess
    private let runtime: RuntimeAPIServer

    /// What the client got, and what the log says of it.
    struct Outcome: Sendable {
        let response: ClientResponse
        let line: LogLine

        /// Status and body, as in `200 ok`.
        var text: String { "\(response.status) \(response.text)" }
    }

    /// Runs it with a table for as long as `body` runs, in a network of its own if there is one.
    static func serving<Result: Sendable>(
        _ table: String,
        environment: [String: String] = [:],
        in folder: TemporaryFolder,
        inside network: Network? = nil,
        _ body: @Sendable (Function) async throws -> Result
    ) async throws -> Result {
        let file = try folder.write("routes.yml", "version: 1\n\(table)\n".utf8)
        let log = "\(folder.path)/function.log"
        let group = MultiThreadedEventLoopGroup.singleton
        let listener =
            if let network { try await Listener.on(try network.listen("127.0.0.1"), group) } else {
                try await Listener.bind(port: 0, on: group)
            }
        return try await RuntimeAPIServer.serving(on: listener) { runtime in
            let variables = [
                "ROUTES": file, "AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_RUNTIME_API": runtime.address,
            ]
            let command = (network?.entering ?? []) + [Tools.bootstrap]
            let process = try await ChildProcess.start(
                command[0],
                Array(command.dropFirst()),
                environment: variables.merging(environment) { $1 },
                output: .file(path: log)
            )
            let watch = Task {
                _ = await process.exitCode
                runtime.runtimeExited()
            }
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body(Function(log: log, process: process, runtime: runtime)))
            } catch {
                result = .failure(error)
            }
            // A stopped process hears nothing else.
            process.signal(SIGCONT)
            await process.stop()
            await watch.value
            return try result.get()
        }
    }

    /// Sends a request through the HTTP API's events.
    func send(
        _ method: String = "GET",
        _ target: String = "/",
        fields: Fields = [:],
        body: String = "",
        number: Int = 0
    ) async throws -> ClientResponse {
        let request = ClientRequest(method: method, target: target, fields: fields, body: Array(body.utf8))
        return try await send(request, id: "request-\(number)")
    }

    /// Sends a request with an identity of its own, and finds its line in the log.
    func ask(
        _ method: String = "GET",
        _ target: String = "/",
        fields: Fields = [:],
        body: [UInt8] = [],
        within time: Duration = .seconds(20)
    ) async throws -> Outcome {
        let request = ClientRequest(method: method, target: target, fields: fields, body: body)
        let id = "request-\(UInt64.random(in: 0 ... .max))"
        let response = try await send(request, id: id, within: time)
        return Outcome(response: response, line: try await line(with: id))
    }

    /// Stops the process, does something, and lets it go on, as Lambda does between two invocations.
    func freezing<Result>(_ body: () async throws -> Result) async throws -> Result {
        // Lambda freezes no process that has not asked for the next invocation.
        try await runtime.calls { $0.contains { $0.endpoint == .next && $0.status == nil } }
        process.signal(SIGSTOP)
        while try Self.state(of: process.id) != "T" { try await Task.sleep(for: .milliseconds(2)) }
        let result = try await body()
        process.signal(SIGCONT)
        return result
    }

    /// Does something while the process is stopped; the request is there already when it goes on, and came before
    /// or after that was done.
    func thawing(
        _ method: String,
        _ target: String,
        asksFirst: Bool = false,
        after body: () async throws -> Void
    ) async throws -> Outcome {
        let asked = try await freezing {
            if !asksFirst { try await body() }
            let before = Self.handedOut(runtime.calls)
            let asked = Task { try await ask(method, target) }
            try await runtime.calls { Self.handedOut($0) > before }
            if asksFirst { try await body() }
            return asked
        }
        return try await asked.value
    }

    private static func handedOut(_ calls: [RuntimeAPICall]) -> Int {
        calls.count { $0.endpoint == .next && $0.status == 200 }
    }

    /// The letter that the kernel has for what a process does.
    private static func state(of process: pid_t) throws -> Character? {
        let text = String(decoding: try #require(contents(of: "/proc/\(process)/stat")), as: UTF8.self)
        return text.split(separator: ")").last?.dropFirst().first
    }

    /// The reply to a request as the bootstrap posts it.
    func reply(to request: ClientRequest, id: String, within time: Duration = .seconds(20)) async throws
        -> [UInt8]
    {
        var clock = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &clock)
        let now = Int64(clock.tv_sec) * 1000 + Int64(clock.tv_nsec) / 1_000_000
        let event = FrontEnd.http.event(for: request, at: Self.deployment)
        let deadline = now + Int64(time / .milliseconds(1))
        let outcome = await runtime.invoke(Invocation(requestID: id, event: event, deadline: deadline))
        guard case .reply(let reply) = outcome else { throw NoReply(outcome: "\(outcome)") }
        return reply.body
    }

    /// The line of the log with these words, waited for: it is written while the answer is being taken.
    func line(with words: String) async throws -> LogLine {
        let end = ContinuousClock.now + .seconds(20)
        while true {
            let text = String(decoding: contents(of: log) ?? [], as: UTF8.self)
            let whole = text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
            if let line = whole.split(separator: "\n").last(where: { $0.contains(words) }) {
                return try LogLine(line)
            }
            try #require(ContinuousClock.now < end, "no line with \(words) in:\n\(text)")
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private func send(_ request: ClientRequest, id: String, within time: Duration = .seconds(20)) async throws
        -> ClientResponse
    {
        let reply = try await reply(to: request, id: id, within: time)
        return try FrontEnd.http.clientResponse(from: reply, to: request, at: Self.deployment).get()
    }

    private static let deployment = Deployment(stage: "$default")

    struct NoReply: Error {
        let outcome: String
    }
}
