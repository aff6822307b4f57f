import Messages
import FrontEnds
import HTTPTypes
package import NIOCore

/// Plays a front end on loopback: a request becomes an event, the runtime's reply becomes the answer, by the rules
/// of that front end.
package struct GatewayServer: Sendable {
    /// The port on 127.0.0.1.
    package let port: Int
    let settings: GatewaySettings
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
        // Somebody who went away in the middle is told of as well.
        defer {
            record.duration = ContinuousClock.now - start
            report(record)
        }
        switch try await answer(to: exchange, &record) {
        case .whole(let answer):
            record.status = answer.status
            try await exchange.answer(answer)
        case .streamed(let head, let reply):
            record.status = head.status
            record.problem = try await stream(head, reply, to: exchange)?.description
            record.isBrokenOff = record.problem != nil
        }
    }

    private enum Outgoing {
        case whole(Answer)
        /// The head and how its body begins; the rest is yet to come.
        case streamed(ClientResponse, ArrivingReply)
    }

    private func answer(to exchange: Exchange, _ record: inout GatewayRecord) async throws -> Outgoing {
        guard let body = try await exchange.body(limit: settings.frontEnd.bodyLimit) else {
            return refusal(413, "the body is larger than \(settings.frontEnd.bodyLimit) bytes", &record)
        }
        let request = ClientRequest(
            method: exchange.method,
            target: exchange.target,
            fields: exchange.fields,
            body: body,
            sourceIP: "127.0.0.1"
        )
        let deployment = settings.deployment()
        record.requestID = deployment.requestID
        let event = settings.frontEnd.event(for: request, at: deployment)
        guard event.count <= RuntimeAPIServer.eventLimit else {
            return refusal(413, "the event is larger than \(RuntimeAPIServer.eventLimit) bytes", &record)
        }
        let deadline = Int64(deployment.time) + settings.functionTimeout.milliseconds
        let invocation = Invocation(
            requestID: deployment.requestID,
            event: event,
            deadline: deadline,
            invocationID: Deployment.newID(),
            traceID: "Root=1-\(String(deployment.time / 1000, radix: 16))-\(Deployment.newID().suffix(24))"
        )
        let reply = ArrivingReply(to: invocation, in: runtime, within: settings.functionTimeout)
        let first = await reply.next()
        record.isTimedOut = first == .timedOut
        guard case .began(let fields) = first else {
            return refusal(problem(first), &record)
        }
        if fields[.lambdaResponseMode] == "streaming" {
            switch await streamedHead(of: reply) {
            case .success(let head): return .streamed(head, reply)
            case .failure(let problem): return refusal(problem, &record)
            }
        }
        switch clientResponse(await reply.whole(fields), to: request, at: deployment) {
        case .success(let response): return .whole(Answer(response))
        case .failure(let problem): return refusal(problem, &record)
        }
    }

    private func clientResponse(
        _ outcome: InvocationOutcome,
        to request: ClientRequest,
        at deployment: Deployment
    ) -> Result<ClientResponse, ReplyProblem> {
        switch outcome {
        case .reply(let reply):
            settings.frontEnd.clientResponse(from: reply.body, to: request, at: deployment)
        case .failed(let type, let body): .failure(problem(.failed(type: type, body: body)))
        case .brokeOff: .failure(problem(.brokeOff))
        case .tooLarge: .failure(problem(.tooLarge))
        case .timedOut: .failure(problem(.timedOut))
        case .exited: .failure(problem(.exited))
        }
    }

    private func refusal(_ problem: ReplyProblem, _ record: inout GatewayRecord) -> Outgoing {
        refusal(problem.status, problem.description, &record)
    }

    private func refusal(_ status: Int, _ problem: String, _ record: inout GatewayRecord) -> Outgoing {
        record.problem = problem
        let text =
            status == 413 ? #"{"message":"Request Too Long"}"# : #"{"message":"Internal Server Error"}"#
        return .whole(
            Answer(status: status, fields: [.contentType: "application/json"], body: Array(text.utf8))
        )
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
}
