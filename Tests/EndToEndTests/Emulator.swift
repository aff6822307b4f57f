import Messages
import FrontEnds
import Glibc
import LocalGateway
import Testing

/// AWS's Runtime Interface Emulator, which starts the real bootstrap at its first invocation.
///
/// It panics where two invocations overlap, so a test sends them one after another.
struct Emulator: Sendable {
    private let port: Int

    /// Runs it for as long as `body` runs; the bootstrap inherits `environment`.
    static func serving<Result: Sendable>(
        _ environment: [String: String],
        in folder: TemporaryFolder,
        _ body: @Sendable (Emulator) async throws -> Result
    ) async throws -> Result {
        let port = try await Loopback.freePort()
        let runtimePort = try await Loopback.freePort()
        let log = "\(folder.path)/emulator.log"
        let process = try await ChildProcess.start(
            Tools.emulator,
            [
                "--log-level", "warn", "--runtime-api-address", "127.0.0.1:\(runtimePort)",
                "--runtime-interface-emulator-address", "127.0.0.1:\(port)", Tools.bootstrap,
            ],
            environment: ["AWS_LAMBDA_FUNCTION_TIMEOUT": "5", "AWS_LAMBDA_LOG_FORMAT": "JSON"]
                .merging(environment) { $1 },
            output: .file(path: log)
        )
        do {
            try await Loopback.awaitListener(on: port)
            let result = try await body(Emulator(port: port))
            await process.stop()
            return result
        } catch {
            await process.stop()
            Issue.record("the emulator's log:\n\(String(decoding: contents(of: log) ?? [], as: UTF8.self))")
            throw error
        }
    }

    /// Invokes with an event; what the emulator's caller gets.
    func invoke(_ event: [UInt8]) async throws -> Loopback.Answer {
        let target = "/2015-03-31/functions/function/invocations"
        return try await Loopback.send("POST", target, body: event, to: port)
    }

    /// Sends a request through a front end of ours on both sides of the invocation.
    func send(_ request: ClientRequest, through frontEnd: FrontEnd = .http) async throws -> ClientResponse {
        let deployment = Deployment(stage: frontEnd == .rest ? "prod" : "$default")
        let answer = try await invoke(frontEnd.event(for: request, at: deployment))
        return try frontEnd.clientResponse(from: answer.body, to: request, at: deployment).get()
    }

    func get(_ target: String, through frontEnd: FrontEnd = .http) async throws -> ClientResponse {
        try await send(ClientRequest(target: target, fields: [.host: "api.example.com"]), through: frontEnd)
    }
}

extension ClientResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension FieldName {
    static var host: Self { FieldName("Host") ?? .contentType }
}
