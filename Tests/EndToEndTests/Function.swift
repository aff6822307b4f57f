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
    private let runtime: RuntimeAPIServer

    /// Runs it with a table for as long as `body` runs.
    static func serving<Result: Sendable>(
        _ table: String,
        environment: [String: String] = [:],
        in folder: TemporaryFolder,
        _ body: @Sendable (Function) async throws -> Result
    ) async throws -> Result {
        let file = try folder.write("routes.yml", "version: 1\n\(table)\n".utf8)
        let log = "\(folder.path)/function.log"
        let variables = ["ROUTES": file, "AWS_LAMBDA_LOG_FORMAT": "JSON"].merging(environment) { $1 }
        return try await RuntimeAPIServer.serving(on: MultiThreadedEventLoopGroup.singleton) { runtime in
            let process = BootstrapProcess(
                path: Tools.bootstrap,
                environment: variables,
                runtime: runtime,
                output: .file(path: log)
            )
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await process.run() }
                defer { group.cancelAll() }
                return try await body(Function(log: log, runtime: runtime))
            }
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
        let deployment = Deployment(stage: "$default")
        let outcome = await runtime.invoke(
            Invocation(
                requestID: "request-\(number)",
                event: FrontEnd.http.event(for: request, at: deployment),
                deadline: Int64(time(nil) + 20) * 1000
            )
        )
        guard case .reply(let reply) = outcome else { throw NoReply(outcome: "\(outcome)") }
        return try FrontEnd.http.clientResponse(from: reply.body, to: request, at: deployment).get()
    }

    struct NoReply: Error {
        let outcome: String
    }
}
