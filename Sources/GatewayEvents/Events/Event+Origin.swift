import Messages

extension Event {
    /// Who sent the request and to where, from what the front end vouches for.
    func origin(
        from frontEnd: ReplyForm.FrontEnd,
        fields: Fields,
        identity wanted: [String]
    ) -> RequestOrigin {
        var origin = RequestOrigin()
        switch frontEnd {
        case .rest, .http1:
            origin.sourceAddress = address(tape.member("sourceIp", of: self[context: .identity]))
        case .http, .url:
            origin.sourceAddress = address(tape.member("sourceIp", of: self[context: .http]))
        // A load balancer puts its own field behind what the client sent.
        case .alb, .albMultiValue, .lattice:
            origin.sourceAddress = fields.last(.forwardedFor).flatMap { IPAddress(lastOf: $0.value) }
            if fields.last(.forwardedProto)?.value == "http" { origin.scheme = "http" }
            origin.port = fields.last(.forwardedPort).flatMap { Int($0.value) }
        case .direct: break
        }
        origin.domainName = tape.string(self[context: .domainName])
        origin.stage = tape.string(self[context: .stage])
        let frontsStage = (frontEnd == .http || frontEnd == .http1) && isExecuteAPI
        origin.isStageInPath = frontsStage && origin.stage != "$default"
        origin.isStageRemoved = frontEnd == .rest && origin.stage != nil && isExecuteAPI
        if !wanted.isEmpty { origin.identity = identity(wanted, from: frontEnd) }
        return origin
    }

    private func address(_ node: Int?) -> IPAddress? {
        guard let node, tape.nodes[node].kind == .string else { return nil }
        return unsafe tape.text.lend(tape.nodes[node].range) { unsafe IPAddress(utf8: $0.span) }
    }
}

extension FieldName {
    fileprivate static let forwardedFor = known("x-forwarded-for")
    fileprivate static let forwardedProto = known("x-forwarded-proto")
    fileprivate static let forwardedPort = known("x-forwarded-port")
}

extension IPAddress {
    /// The last address of an `X-Forwarded-For` list, its port left out.
    fileprivate init?(lastOf list: String) {
        let element = list.split(separator: ",", omittingEmptySubsequences: false).last ?? ""
        var text = element.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        if text.first == "[", let end = text.firstIndex(of: "]") {
            text = text[text.index(after: text.startIndex)..<end]
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1 {
            text = text.prefix { $0 != ":" }
        }
        self.init(text)
    }
}
