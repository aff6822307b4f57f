package import HTTPTypes
package import Messages

/// What a route's policies do with a request, in the order of work and in words; for `explain`.
///
/// Nothing is sent and no secret read, so that it says what `verify` asks for and not whether the caller has it.
package struct PolicySteps {
    /// One line a step; the last one is the step that says no, if any does.
    package private(set) var lines: [String] = []
    /// What the forwarder would answer by itself; nil where the route's action is reached.
    package private(set) var denial: ErrorKind?

    package init(_ selection: Selection) {
        let policies = selection.route.policies
        let request = selection.subject.request
        if let allow = policies.allow { note(allow, request.origin.sourceAddress) }
        guard denial == nil else { return }
        if let cors = policies.cors, note(cors, selection) { return }
        if policies.via, Via.isIn(request.fields) { deny(.loop, "via: the request has been here already") }
        guard denial == nil else { return }
        if let most = policies.maxBody { note(maxBody: most, request.body.count) }
        guard denial == nil else { return }
        if let verify = policies.verify { lines.append("verify: \(verify.demand)") }
        if case .forward(let forward) = selection.route.action { lines += forward.lines(for: request.method) }
    }

    private mutating func note(_ allow: Allow, _ address: IPAddress?) {
        if let reason = allow.reasonToRefuse(address) {
            deny(.forbidden, "allow: \(reason)")
        } else if let address {
            lines.append("allow: \(address) may call")
        }
    }

    /// Whether the request is answered there and then.
    private mutating func note(_ cors: CORS, _ selection: Selection) -> Bool {
        lines.append(
            selection.isPreflight ? "cors: a preflight, answered here" : "cors: says who may read the answer"
        )
        return selection.isPreflight
    }

    private mutating func note(maxBody most: Int, _ count: Int) {
        if count > most {
            deny(.bodyTooLarge, "maxBody: the body has \(count) bytes, \(most) are allowed")
        } else {
            lines.append("maxBody: \(count) of \(most) bytes")
        }
    }

    private mutating func deny(_ kind: ErrorKind, _ line: String) {
        denial = kind
        lines.append(line)
    }
}

extension Allow {
    /// Why a caller may not pass, for the log; nil where it may.
    package func reasonToRefuse(_ address: IPAddress?) -> String? {
        guard let address else { return "the caller's address is not known" }
        return sourceIps.contains { $0.contains(address) } ? nil : "no block holds \(address)"
    }
}

extension Verify {
    /// What a caller has to bring.
    fileprivate var demand: String {
        let names = secrets.map(\.description).joined(separator: " or ")
        return switch scheme {
        case .github: "GitHub's signature in `x-hub-signature-256`, made with \(names)"
        case .slack: "Slack's signature in `x-slack-signature`, made with \(names)"
        case .stripe: "Stripe's signature in `stripe-signature`, made with \(names)"
        case .hmac(let form): "an HMAC-SHA256 in `\(form.header.canonicalName)`, made with \(names)"
        case .token(let header): "\(names) in `\(header.canonicalName)`"
        }
    }
}

extension Forward {
    fileprivate func lines(for method: HTTPRequest.Method) -> [String] {
        var lines: [String] = []
        if targets.count > 1 {
            lines.append("backends: " + shares(targets.map { ("`\($0.backend.name)`", $0.weight) }))
        }
        for target in targets where target.weight > 0 { lines += target.lines(for: method) }
        if let mirror {
            let share = mirror.percent == 100 ? "a copy" : "a copy of \(mirror.percent) in 100 requests"
            lines.append("mirror: `\(mirror.target.backend.name)` gets \(share)")
        }
        return lines
    }
}

extension Target {
    fileprivate func lines(for method: HTTPRequest.Method) -> [String] {
        var lines: [String] = []
        if backend.endpoints.count > 1 {
            let endpoints = backend.endpoints.map { ($0.url.shown, $0.weight) }
            lines.append("endpoints of `\(backend.name)`: \(shares(endpoints))")
        }
        if let eject = backend.eject, backend.endpoints.count > 1 {
            lines.append(
                "eject: an endpoint of `\(backend.name)` for \(eject.duration) after \(eject.failures) failures"
            )
        }
        if let retry { lines.append("retry of `\(backend.name)`: \(retry.plan(for: method))") }
        return lines
    }
}

extension Retry {
    /// Whether requests of the method are sent again when the connection had opened.
    package func repeats(_ method: HTTPRequest.Method) -> Bool {
        methods?.contains(method) ?? method.isIdempotent
    }

    fileprivate func plan(for method: HTTPRequest.Method) -> String {
        let times = attempts == 1 ? "once more" : "up to \(attempts) times more"
        let kinds = Failure.allCases.filter(on.contains).map(\.rawValue) + codes.sorted().map(String.init)
        guard repeats(method) else {
            guard on.contains(.connectFailure) else { return "not for \(method.rawValue)" }
            return "\(times) where the connection never opened, else not for \(method.rawValue)"
        }
        return kinds.isEmpty ? "for no reason" : "\(times) after \(kinds.joined(separator: ", "))"
    }
}

/// The shares in words, as in `a 3 in 4, b 1 in 4`.
private func shares(_ parts: [(name: String, weight: Int)]) -> String {
    let total = parts.reduce(0) { $0 + $1.weight }
    return parts.map { "\($0.name) \($0.weight) in \(total)" }.joined(separator: ", ")
}
