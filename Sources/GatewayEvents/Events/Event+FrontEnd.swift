extension Event {
    /// Which front end made the event; nil where none did.
    func frontEnd() -> ReplyForm.FrontEnd? {
        guard self[.requestContext] != nil else { return nil }
        if self[context: .elb] != nil {
            return self[.multiValueHeaders] == nil ? .alb : .albMultiValue
        }
        guard self[context: .connectionId] == nil else { return nil }
        if self[context: .serviceNetworkArn] != nil { return .lattice }
        if self[context: .http] != nil { return isFunctionURL ? .url : .http }
        guard self[.httpMethod] != nil || self[context: .httpMethod] != nil else { return nil }
        return string(.version) == "1.0" ? .http1 : .rest
    }

    private var isFunctionURL: Bool { domain(has: ".lambda-url.") }

    /// Whether the domain is the one that API Gateway gives to an API itself.
    var isExecuteAPI: Bool { domain(has: ".execute-api.") }

    private func domain(has part: StaticString) -> Bool {
        guard let domain = self[context: .domainName], tape.nodes[domain].kind == .string else {
            return false
        }
        let range = tape.nodes[domain].range
        for dot in range where tape.text[dot] == UInt8(ascii: ".") {
            let end = dot + part.utf8CodeUnitCount
            if end <= range.upperBound, tape.text.spells(part, in: dot..<end) { return true }
        }
        return false
    }
}
