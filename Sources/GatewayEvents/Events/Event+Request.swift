import HTTPTypes
import Messages

extension Event {
    /// The request without its body.
    func request(
        id: String,
        from frontEnd: ReplyForm.FrontEnd,
        _ settings: EventSettings
    ) throws(RequestProblem) -> Request {
        guard let node = methodNode(from: frontEnd) else { throw .incomplete("method") }
        guard let method = tape.string(node).flatMap({ HTTPRequest.Method($0) }) else {
            throw .bad("the method is no token")
        }
        guard let path = try path(from: frontEnd) else { throw .incomplete("path") }
        let query = try query(from: frontEnd)
        let fields = try fields()
        let origin = origin(from: frontEnd, fields: fields, identity: settings.identity)
        return Request(id: id, method: method, path: path, query: query, fields: fields, origin: origin)
    }

    /// Whether the request's method is `HEAD`, as far as it has one.
    func isHead(from frontEnd: ReplyForm.FrontEnd) -> Bool {
        guard let node = methodNode(from: frontEnd) else { return false }
        return tape.text.spells("HEAD", in: tape.nodes[node].range)
    }

    private func methodNode(from frontEnd: ReplyForm.FrontEnd) -> Int? {
        switch frontEnd {
        case .rest, .http1: self[.httpMethod] ?? self[context: .httpMethod]
        case .alb, .albMultiValue: self[.httpMethod]
        case .http, .url: tape.member("method", of: self[context: .http])
        case .lattice: self[.method]
        case .direct: nil
        }
    }

    /// Where the body stands once it is decoded, which is done in its place; nil for none.
    func body(writing output: WritableBytes) throws(RequestProblem) -> Range<Int>? {
        guard let node = self[.body] else { return nil }
        let range = tape.nodes[node].range
        switch tape.nodes[node].kind {
        case .string, .brokenString: break
        default: throw .bad("the body is no text")
        }
        guard let flag = self[.isBase64Encoded], tape.nodes[flag].kind == .yes else { return range }
        guard let decoded = Base64.decode(range, in: tape.text, writing: output) else {
            throw .bad("the body is no base64")
        }
        return decoded
    }
}

extension Request {
    /// Whether a load balancer only asks if its target lives; a client's request passes through it with its address.
    func isHealthCheck(from frontEnd: ReplyForm.FrontEnd) -> Bool {
        guard frontEnd == .alb || frontEnd == .albMultiValue else { return false }
        guard origin.sourceAddress == nil, let agent = fields.firstValue(.userAgent) else { return false }
        return agent.starts(with: "ELB-HealthChecker/".utf8)
    }
}
