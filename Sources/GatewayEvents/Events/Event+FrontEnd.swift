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

    private var isFunctionURL: Bool {
        guard let domain = tape.string(context("domainName")) else { return false }
        return domain.utf8.hasPart(".lambda-url.")
    }

    /// Whether the domain is the one that API Gateway gives to an API itself.
    var isExecuteAPI: Bool {
        guard let domain = tape.string(context("domainName")) else { return false }
        return domain.utf8.hasPart(".execute-api.")
    }
}

extension String.UTF8View {
    /// Whether these bytes, of a text in ASCII, stand somewhere in the string.
    func hasPart(_ part: StaticString) -> Bool {
        let wanted = Array(part.description.utf8)
        guard count >= wanted.count else { return false }
        var rest = self[...]
        while rest.count >= wanted.count {
            if rest.starts(with: wanted) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
