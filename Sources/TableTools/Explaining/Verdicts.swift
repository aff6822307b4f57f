import HTTPTypes
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
        guard let cors = selection.route.policies.cors else { return nil }
        let fields = selection.subject.request.fields
        if selection.isPreflight {
            let reason = "a preflight is answered here, \(grant(of: cors, to: fields))"
            return Self(policy: "cors", kind: .answers, reason: reason)
        }
        guard let origin = fields.origin else {
            return Self(policy: "cors", kind: .passes, reason: "the request names no origin")
        }
        // The request is forwarded either way: it is the browser that keeps the answer from the script.
        let reason =
            cors.allows(origin: origin)
            ? "scripts of \(origin) may read the answer"
            : "scripts of \(origin) may not read the answer: it is none of `allowOrigins`"
        return Self(policy: "cors", kind: .passes, reason: reason)
    }

    /// What a browser will make of the answer to a preflight (Fetch standard, section 4.8).
    private static func grant(of cors: CORS, to fields: Fields) -> String {
        guard let origin = fields.origin else { return "with no grant: it names no origin" }
        guard cors.allows(origin: origin) else { return "with no grant: \(origin) is none of `allowOrigins`" }
        let methods = (cors.allowMethods ?? [.get, .head, .post]).map(\.rawValue)
        let asked = fields[.known("Access-Control-Request-Method")] ?? ""
        guard methods.contains(asked) || methods.contains("*") && !cors.allowCredentials else {
            return "with no grant: \(asked) is none of `allowMethods`"
        }
        return "with a grant for \(origin)"
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
