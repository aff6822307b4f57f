package import HTTPClient
package import Logs
package import Messages
package import NIOCore
package import Routing

/// The way of one request from the decision to the answer: decide, admit, rewrite, send, rewrite back.
package struct Forwarder: Sendable {
    private let table: RouteTable
    private let router: Router
    private let requests: RequestRewriting
    private let responses: ResponseRewriting
    private let sender: Sender
    private let upstreams: [String: Upstream]

    package init(_ table: RouteTable, client: HTTPClient) {
        self.table = table
        router = Router(table)
        requests = RequestRewriting(table)
        responses = ResponseRewriting(table)
        sender = Sender(client: client)
        upstreams = Dictionary(uniqueKeysWithValues: table.backends.map { ($0.name, Upstream($0)) })
    }

    /// Answers a request before the deadline, whatever happens; the record tells the log what did.
    package func answer(
        _ request: Request,
        before deadline: NIODeadline?,
        _ record: inout AccessRecord
    ) async -> Response {
        var selection: Selection?
        do throws(Denial) {
            let started = NIODeadline.now()
            let chosen = try decide(request, &record)
            selection = chosen
            record.match = (NIODeadline.now() - started).nanoseconds
            try Admission.check(request, chosen.route.policies)
            return try await act(on: chosen, from: started, before: deadline, &record)
        } catch {
            return answer(denying: request, error, values: selection?.templateValues, &record)
        }
    }

    /// The forwarder's own answer to a request that it does not hand on, or whose answer it cannot.
    package func answer(
        denying request: Request,
        _ denial: Denial,
        values: TemplateValues? = nil,
        _ record: inout AccessRecord
    ) -> Response {
        record.error = denial.kind.rawValue
        record.cause = denial.cause
        return OwnAnswer(answers: table.errors).response(to: denial, request) {
            values ?? TemplateValues(unrouted: request, table)
        }
    }

    private func decide(_ request: Request, _ record: inout AccessRecord) throws(Denial) -> Selection {
        switch router.decide(request) {
        case .refused(let refusal): throw Denial(refusal)
        case .matched(let selection):
            record.route = selection.route.name
            record.path = selection.subject.path.text
            return selection
        }
    }

    private func act(
        on selection: Selection,
        from started: NIODeadline,
        before deadline: NIODeadline?,
        _ record: inout AccessRecord
    ) async throws(Denial) -> Response {
        switch selection.route.action {
        case .forward(let forward):
            let target = forward.targets.chosen(by: \.weight)
            let budget = Budget(
                target.timeouts,
                from: started,
                invocation: deadline,
                margin: table.deadlineMargin
            )
            return try await send(selection, forward, to: target, budget, &record)
        case .redirect(let redirect):
            return try denying { () throws(Refusal) in try responses.response(to: selection, redirect) }
        case .respond(let respond):
            return try denying { () throws(Refusal) in try responses.response(to: selection, respond) }
        }
    }

    private func send(
        _ selection: Selection,
        _ forward: Forward,
        to target: Target,
        _ budget: Budget,
        _ record: inout AccessRecord
    ) async throws(Denial) -> Response {
        guard let upstream = upstreams[target.backend.name] else {
            throw Denial(.badGateway, "the backend `\(target.backend.name)` is not in the table")
        }
        let place = upstream.backend.endpoints.indices.map { $0 }.chosen {
            upstream.backend.endpoints[$0].weight
        }
        let url = upstream.backend.endpoints[place].url
        record.backend = target.backend.name
        record.endpoint = url.shown
        let outgoing = try denying { () throws(Refusal) in
            try requests.request(for: selection, forward, to: target, at: url)
        }
        let incoming = try await sender.attempt(
            outgoing,
            to: upstream.endpoints[place],
            target.timeouts,
            budget,
            keepAlive: upstream.keepAlive,
            &record
        )
        let answer = Response(status: incoming.status, fields: incoming.fields, body: incoming.body[...])
        let response = try denying { () throws(Refusal) in
            try responses.response(
                from: answer,
                for: selection,
                forward,
                from: target,
                at: url,
                sent: outgoing
            )
        }
        return selection.route.policies.response == .envelope ? Envelope.wrap(response) : response
    }

    /// Does what may be refused for what the client sent.
    private func denying<Result>(_ body: () throws(Refusal) -> Result) throws(Denial) -> Result {
        do throws(Refusal) {
            return try body()
        } catch {
            throw Denial(error)
        }
    }
}
