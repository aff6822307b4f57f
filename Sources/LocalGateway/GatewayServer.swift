import FrontEnds
import HTTPTypes
package import NIOCore

/// Plays a front end on loopback: a request becomes an event, the runtime's reply becomes the answer, by the rules
/// of that front end.
package struct GatewayServer: Sendable {
    /// The port on 127.0.0.1.
    package let port: Int
    private let settings: GatewaySettings
    private let runtime: RuntimeAPIServer
    private let report: @Sendable (GatewayRecord) -> Void

    /// Runs the front end for as long as `body` runs; `report` hears of each request that was answered.
    package static func serving<Result: Sendable>(
        _ settings: GatewaySettings,
        port: Int = 0,
        in front: RuntimeAPIServer,
        on group: any EventLoopGroup,
        report: @escaping @Sendable (GatewayRecord) -> Void = { _ in },
        _ body: @Sendable (GatewayServer) async throws -> Result
    ) async throws -> Result {
        let listener = try await Listener.bind(port: port, on: group)
        let server = GatewayServer(port: listener.port, settings: settings, runtime: front, report: report)
        return try await listener.running({ try await server.handle($0) }) {
            try await body(server)
        }
    }

    private func handle(_ exchange: Exchange) async throws {
        let start = ContinuousClock.now
        var record = GatewayRecord(method: exchange.method, target: exchange.target)
        let answer = try await answer(to: exchange, &record)
        record.status = answer.status
        record.duration = ContinuousClock.now - start
        report(record)
        try await exchange.answer(answer)
    }

    private func answer(to exchange: Exchange, _ record: inout GatewayRecord) async throws -> Answer {
        let limit = settings.frontEnd.bodyLimit
        guard let body = try await exchange.body(limit: limit) else {
            return tooLong("the body is larger than \(limit) bytes", &record)
        }
        let request = ClientRequest(
            method: exchange.method,
            target: exchange.target,
            fields: exchange.fields,
            body: body,
            sourceIP: "127.0.0.1"
        )
        if let refused = settings.frontEnd.refusal(of: request) {
            record.problem = "the front end refuses such a path"
            return Answer(refused)
        }
        let deployment = settings.deployment()
        record.requestID = deployment.requestID
        let event = settings.frontEnd.event(for: request, at: deployment)
        guard event.count <= RuntimeAPIServer.eventLimit else {
            return tooLong("the event is larger than \(RuntimeAPIServer.eventLimit) bytes", &record)
        }
        let outcome = await runtime.invoke(
            invocation(event, at: deployment),
            within: settings.functionTimeout
        )
        record.isTimedOut = outcome == .timedOut
        switch clientResponse(outcome, to: request, at: deployment) {
        case .success(let response): return Answer(response)
        case .failure(let problem):
            record.problem = problem.description
            return Answer(status: problem.status, message: "Internal Server Error")
        }
    }

    private func invocation(_ event: [UInt8], at deployment: Deployment) -> Invocation {
        let seconds = String(deployment.time / 1000, radix: 16)
        return Invocation(
            requestID: deployment.requestID,
            event: event,
            deadline: Int64(deployment.time) + settings.functionTimeout.milliseconds,
            invocationID: Deployment.newID(),
            traceID: "Root=1-\(seconds)-\(Deployment.newID().filter { $0 != "-" }.prefix(24))"
        )
    }

    private func clientResponse(
        _ outcome: InvocationOutcome,
        to request: ClientRequest,
        at deployment: Deployment
    ) -> Result<ClientResponse, ReplyProblem> {
        switch outcome {
        case .reply(let reply) where reply.fields[.lambdaResponseMode] == "streaming":
            settings.frontEnd.clientResponse(fromStream: reply.body)
        case .reply(let reply):
            settings.frontEnd.clientResponse(from: reply.body, to: request, at: deployment)
        case .failed(let type, let body):
            failure("the function failed: \(type ?? "") \(String(decoding: body, as: UTF8.self))")
        case .brokeOff: failure("the bootstrap's reply broke off")
        case .tooLarge: failure("the reply is larger than Lambda takes")
        case .timedOut: failure("no reply within \(settings.functionTimeout)")
        case .exited: failure("the bootstrap ended while it had the event")
        }
    }

    /// A failed function is a 500 at an HTTP API and a 502 elsewhere.
    private func failure(_ description: String) -> Result<ClientResponse, ReplyProblem> {
        switch settings.frontEnd {
        case .http, .http1: .failure(ReplyProblem(description, status: 500))
        case .rest, .url, .alb, .albMultiValue, .lattice: .failure(ReplyProblem(description))
        }
    }

    private func tooLong(_ problem: String, _ record: inout GatewayRecord) -> Answer {
        record.problem = problem
        return Answer(status: 413, message: "Request Too Long")
    }
}

extension Answer {
    /// The answer's bytes are framed anew: what the reply says of its framing does not count.
    init(_ response: ClientResponse) {
        var fields = response.fields
        fields[.transferEncoding] = nil
        fields[.connection] = nil
        if !response.body.isEmpty { fields[.contentLength] = nil }
        self.init(status: response.status, fields: fields, body: response.body)
    }

    /// What a front end answers by itself.
    fileprivate init(status: Int, message: String) {
        self.init(
            status: status,
            fields: [.contentType: "application/json"],
            body: Array(#"{"message":"\#(message)"}"#.utf8)
        )
    }
}
