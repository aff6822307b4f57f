extension Event {
    /// Which front end made the event; nil where none did.
    func frontEnd() -> ReplyForm.FrontEnd? {
        guard let context = self[.requestContext] else { return nil }
        if tape.member("elb", of: context) != nil {
            return self[.multiValueHeaders] == nil ? .alb : .albMultiValue
        }
        guard tape.member("connectionId", of: context) == nil else { return nil }
        if tape.member("serviceNetworkArn", of: context) != nil { return .lattice }
        if tape.member("http", of: context) != nil { return isFunctionURL ? .url : .http }
        guard self[.httpMethod] != nil || tape.member("httpMethod", of: context) != nil else { return nil }
        return string(.version) == "1.0" ? .http1 : .rest
    }

    private var isFunctionURL: Bool { domain(has: ".lambda-url.") }

    /// Whether the domain is the one that API Gateway gives to an API itself.
    var isExecuteAPI: Bool { domain(has: ".execute-api.") }

    private func domain(has part: StaticString) -> Bool {
        guard let domain = context("domainName"), tape.nodes[domain].kind == .string else { return false }
        let range = tape.nodes[domain].range
        for dot in range where tape.text[dot] == UInt8(ascii: ".") {
            let end = dot + part.utf8CodeUnitCount
            if end <= range.upperBound, tape.text.spells(part, in: dot..<end) { return true }
        }
        return false
    }
}
