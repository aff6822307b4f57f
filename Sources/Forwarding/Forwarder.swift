package import HTTPClient
package import Logs
package import Messages
package import NIOCore
package import Routing

/// The way of one request from the decision to the answer: decide, admit, rewrite, send, rewrite back.
package final class Forwarder: Sendable {
    private let table: RouteTable
    /// The table's `deadlineMargin`.
    private let margin: TimeAmount
    private let router: Router
    private let responses: ResponseRewriting
    private let admission: Admission
    private let sender: Sender
    let upstreams: [String: Upstream]
    private let spread = EvenSpread()
    private let mirrorSpread = EvenSpread()

    /// The environment says where the secrets of `verify` are asked for.
    package init(_ table: RouteTable, client: HTTPClient, environment: [String: String]) {
        self.table = table
        margin = TimeAmount(table.deadlineMargin)
        router = Router(table)
        responses = ResponseRewriting(table)
        admission = Admission(secrets: SecretStore(environment, client: client))
        sender = Sender(client: client, requests: RequestRewriting(table))
        upstreams = Dictionary(uniqueKeysWithValues: table.backends.map { ($0.name, Upstream($0)) })
    }

    var client: HTTPClient { sender.client }

    /// Answers a request before the deadline, whatever happens; the record tells the log what did.
    ///
    /// With `streams` a backend's body is handed on as it comes, where the route does not need it whole.
    package func answer(
        _ request: Request,
        before deadline: NIODeadline?,
        streams: Bool = false,
        _ record: inout AccessRecord
    ) async -> ForwardedAnswer {
        var selection: Selection?
        var answer: ForwardedAnswer
        do throws(Denial) {
            let started = NIODeadline.now()
            let chosen = try decide(request, &record)
            selection = chosen
            record.match = (NIODeadline.now() - started).nanoseconds
            let checked = try await admission.check(chosen, before: deadline.map(less(margin:)), &record)
            if let checked { return ForwardedAnswer(checked) }
            answer = try await act(on: chosen, from: started, before: deadline, streams: streams, &record)
        } catch {
            answer = ForwardedAnswer(
                self.answer(denying: request, error, values: selection?.templateValues, &record)
            )
        }
        if let cors = selection?.route.policies.cors {
            let outcome = cors.apply(to: &answer.response, for: request.fields)
            if outcome != .absent { record.notes.append("cors: origin \(outcome.rawValue)") }
        }
        return answer
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
        streams: Bool,
        _ record: inout AccessRecord
    ) async throws(Denial) -> ForwardedAnswer {
        switch selection.route.action {
        case .forward(let forward):
            let target = choose(forward)
            let budget = Budget(
                target.timeouts,
                from: started,
                invocation: deadline,
                margin: table.deadlineMargin
            )
            return try await send(selection, forward, to: target, budget, streams: streams, &record)
        case .redirect(let redirect):
            return ForwardedAnswer(
                try denying { () throws(Refusal) in try responses.response(to: selection, redirect) }
            )
        case .respond(let respond):
            return ForwardedAnswer(
                try denying { () throws(Refusal) in try responses.response(to: selection, respond) }
            )
        }
    }

    private func choose(_ forward: Forward) -> Target {
        let targets = forward.targets
        let place = spread.choose(among: targets.indices) { targets[$0].weight }
        return targets[place ?? 0]
    }

    private func send(
        _ selection: Selection,
        _ forward: Forward,
        to target: Target,
        _ budget: Budget,
        streams: Bool,
        _ record: inout AccessRecord
    ) async throws(Denial) -> ForwardedAnswer {
        let upstream = try upstream(of: target)
        record.backend = target.backend.name
        let copy = copy(selection, forward, budget, &record)
        // The object of an envelope holds the whole body.
        let streams = streams && selection.route.policies.response != .envelope
        let delivery: Result<Sender.Delivered, Denial>
        do throws(Denial) {
            delivery = .success(
                try await sender.deliver(
                    selection,
                    forward,
                    to: target,
                    upstream,
                    budget,
                    streams: streams,
                    &record
                )
            )
        } catch {
            delivery = .failure(error)
        }
        if case .success(let delivered) = delivery, let body = delivered.response.rest {
            let rest = AnswerBody(body, limit: delivered.limit, before: budget.deadline, awaiting: copy)
            return try head(of: delivered, rest, to: selection, forward, target)
        }
        if let copy { record.notes.append(await copy.settle(before: budget.deadline)) }
        return ForwardedAnswer(try response(from: try delivery.get(), to: selection, forward, target))
    }

    private func upstream(of target: Target) throws(Denial) -> Upstream {
        guard let upstream = upstreams[target.backend.name] else {
            throw Denial(.badGateway, "the backend `\(target.backend.name)` is not in the table")
        }
        return upstream
    }

    /// Sends the copy that the route wants, at the same time as the request; nil where it wants none.
    private func copy(
        _ selection: Selection,
        _ forward: Forward,
        _ budget: Budget,
        _ record: inout AccessRecord
    ) -> MirrorCopy? {
        guard let mirror = forward.mirror, mirrorSpread.isOne(of: mirror.percent) else { return nil }
        guard let upstream = upstreams[mirror.target.backend.name] else { return nil }
        return sender.copy(selection, forward, mirror, to: upstream, budget, &record)
    }

    /// A streamed answer, whose backend is left if its head cannot be made.
    private func head(
        of delivered: Sender.Delivered,
        _ rest: AnswerBody,
        to selection: Selection,
        _ forward: Forward,
        _ target: Target
    ) throws(Denial) -> ForwardedAnswer {
        do throws(Denial) {
            return ForwardedAnswer(
                try response(from: delivered, to: selection, forward, target),
                rest: rest
            )
        } catch {
            rest.cancel()
            throw error
        }
    }

    private func response(
        from delivered: Sender.Delivered,
        to selection: Selection,
        _ forward: Forward,
        _ target: Target
    ) throws(Denial) -> Response {
        let incoming = delivered.response
        let response = try denying { () throws(Refusal) in
            try responses.response(
                from: Response(status: incoming.status, fields: incoming.fields, body: incoming.body[...]),
                for: selection,
                forward,
                from: target,
                at: delivered.url,
                sent: delivered.sent
            )
        }
        return selection.route.policies.response == .envelope ? Envelope.wrap(response) : response
    }

    private func less(margin deadline: NIODeadline) -> NIODeadline {
        deadline - margin
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
