import HTTPTypes
package import Messages
package import Routing

/// What becomes of a request under a table, and why; found by the code that forwards.
package struct Explanation: Sendable {
    /// How a request ends, as far as it can be known without a backend.
    package enum Outcome: Sendable {
        /// The forwarder says no: why, and with which status.
        case denied(ErrorKind, status: Int, cause: String)
        /// The forwarder answers by itself.
        case answered(Response)
        /// To one of these backends, the likeliest first.
        case sent([Sent])
    }

    /// A request as one backend would get it.
    package struct Sent: Sendable {
        package let target: Target
        package let endpoint: BackendURL
        package let request: OutgoingRequest
    }

    /// What one policy says.
    package struct Verdict: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case passes, refuses
            /// It answers by itself.
            case answers
            /// It takes what is not known here.
            case open
        }

        package let policy: String
        package let kind: Kind
        package let reason: String
    }

    package let table: RouteTable
    package let request: Request
    private let router: Router
    package let selection: Selection?
    /// In the order in which they are asked; those behind the one that says no are missing.
    package let verdicts: [Verdict]
    package let outcome: Outcome

    package init(_ request: Request, _ table: RouteTable) {
        self.init(request, table, Router(table))
    }

    package init(_ request: Request, _ table: RouteTable, _ router: Router) {
        self.table = table
        self.request = request
        self.router = router
        switch router.decide(request) {
        case .refused(let refusal):
            selection = nil
            verdicts = []
            outcome = Explanation.denied(refusal, table)
        case .matched(let selection):
            self.selection = selection
            verdicts = Verdict.all(of: selection)
            outcome = Explanation.outcome(selection, verdicts, table)
        }
    }

    /// All alternatives as they are tried; computed at each call.
    package var trials: Trials { router.trials(of: request) }

    private static func outcome(_ selection: Selection, _ verdicts: [Verdict], _ table: RouteTable) -> Outcome
    {
        if let last = verdicts.last {
            switch last.kind {
            case .refuses: return denied(last.errorKind, last.reason, table)
            case .answers: return .answered(Response(status: 204))
            case .passes, .open: break
            }
        }
        do throws(Refusal) {
            return try action(selection, table)
        } catch {
            return denied(error, table)
        }
    }

    private static func action(_ selection: Selection, _ table: RouteTable) throws(Refusal) -> Outcome {
        switch selection.route.action {
        case .respond(let respond):
            return .answered(try ResponseRewriting(table).response(to: selection, respond))
        case .redirect(let redirect):
            return .answered(try ResponseRewriting(table).response(to: selection, redirect))
        case .forward(let forward):
            let rewriting = RequestRewriting(table)
            var sent: [Sent] = []
            for target in forward.targets.filter({ $0.weight > 0 }).sorted(by: { $0.weight > $1.weight }) {
                let endpoints = target.backend.endpoints.sorted { $0.weight > $1.weight }
                guard let endpoint = endpoints.first?.url else { continue }
                let request = try rewriting.request(for: selection, forward, to: target, at: endpoint)
                sent.append(Sent(target: target, endpoint: endpoint, request: request))
            }
            return .sent(sent)
        }
    }

    private static func denied(_ refusal: Refusal, _ table: RouteTable) -> Outcome {
        let kind: ErrorKind =
            switch refusal {
            case .badRequest: .badRequest
            case .noRoute: .noRoute
            case .methodNotAllowed: .methodNotAllowed
            case .matchLimit: .matchLimit
            }
        return denied(kind, refusal.reason, table)
    }

    private static func denied(_ kind: ErrorKind, _ cause: String, _ table: RouteTable) -> Outcome {
        .denied(kind, status: table.errors[kind]?.status ?? kind.status, cause: cause)
    }
}

extension Explanation.Verdict {
    /// The answer's kind where the policy refuses.
    fileprivate var errorKind: ErrorKind {
        switch policy {
        case "allow": .forbidden
        case "maxBody": .bodyTooLarge
        case "via": .loop
        default: .unauthorized
        }
    }
}
