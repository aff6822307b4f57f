import Messages
import Routing

extension Explanation.Verdict {
    /// What each policy says, in the order in which the forwarder asks, up to the first that says no or answers.
    static func all(of selection: Selection) -> [Explanation.Verdict] {
        var verdicts: [Explanation.Verdict] = []
        for ask in [allow, cors, via, maxBody, verify] {
            guard let verdict = ask(selection) else { continue }
            verdicts.append(verdict)
            if verdict.kind == .refuses || verdict.kind == .answers { break }
        }
        return verdicts
    }

    private static func allow(_ selection: Selection) -> Explanation.Verdict? {
        guard let allow = selection.route.policies.allow else { return nil }
        guard let address = selection.subject.request.origin.sourceAddress else {
            return Self(policy: "allow", kind: .refuses, reason: "the caller's address is not known")
        }
        guard let block = allow.sourceIps.first(where: { $0.contains(address) }) else {
            return Self(policy: "allow", kind: .refuses, reason: "no block has \(address)")
        }
        return Self(policy: "allow", kind: .passes, reason: "\(address) is in \(block)")
    }

    private static func cors(_ selection: Selection) -> Explanation.Verdict? {
        guard selection.route.policies.cors != nil else { return nil }
        if selection.isPreflight {
            return Self(policy: "cors", kind: .answers, reason: "a preflight is answered here")
        }
        guard let origin = selection.subject.request.fields[.origin] else {
            return Self(policy: "cors", kind: .passes, reason: "the request names no origin")
        }
        return Self(policy: "cors", kind: .passes, reason: "asked by \(origin)")
    }

    private static func via(_ selection: Selection) -> Explanation.Verdict? {
        guard selection.route.policies.via else { return nil }
        return Via.isIn(selection.subject.request.fields)
            ? Self(policy: "via", kind: .refuses, reason: "the request has been here already")
            : Self(policy: "via", kind: .passes, reason: "the request has not been here yet")
    }

    private static func maxBody(_ selection: Selection) -> Explanation.Verdict? {
        guard let most = selection.route.policies.maxBody else { return nil }
        let count = selection.subject.request.body.count
        return Self(
            policy: "maxBody",
            kind: count > most ? .refuses : .passes,
            reason: "the body has \(count) of at most \(most) bytes"
        )
    }

    private static func verify(_ selection: Selection) -> Explanation.Verdict? {
        guard let verify = selection.route.policies.verify else { return nil }
        for name in verify.scheme.headers where selection.subject.request.fields[name] == nil {
            return Self(policy: "verify", kind: .open, reason: "needs `\(name.rawName)`, which is not there")
        }
        return Self(policy: "verify", kind: .open, reason: "the signature or token is not checked here")
    }
}

extension Verify.Scheme {
    /// The headers without which nobody is believed.
    fileprivate var headers: [FieldName] {
        switch self {
        case .github: [.known("X-Hub-Signature-256")]
        case .slack: [.known("X-Slack-Signature"), .known("X-Slack-Request-Timestamp")]
        case .stripe: [.known("Stripe-Signature")]
        case .hmac(let form): [form.header] + (form.timestampHeader.map { [$0] } ?? [])
        case .token(let header): [header]
        }
    }
}
