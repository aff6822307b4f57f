import Messages
import GatewayEvents
import HTTPTypes

/// Reads a buffered reply by the rules of one front end; what it does not accept is thrown.
struct ReplyReader {
    let frontEnd: FrontEnd
    let request: ClientRequest
    let deployment: Deployment

    func response(from reply: [UInt8]) throws(ReplyProblem) -> ClientResponse {
        try checkSize(of: reply)
        let value: JSONValue
        do {
            value = try JSONValue(reading: reply)
        } catch {
            guard !infersResponse else { return wholeReply(reply) }
            throw ReplyProblem("the reply is no JSON: \(error)")
        }
        guard case .object(let members) = value else {
            guard !infersResponse else { return wholeReply(reply) }
            throw ReplyProblem("the reply is no JSON object")
        }
        if infersResponse, value["statusCode"] == nil { return wholeReply(reply) }
        try checkKeys(of: members)
        let head = ReplyHead(members: value, frontEnd: frontEnd)
        let status = try head.status()
        let body = try body(of: value)
        guard request.method != "HEAD" || body.isEmpty else {
            throw ReplyProblem("an answer to HEAD has a body")
        }
        var fields = try head.fields()
        if !keepsLength(status) { fields[.contentLength] = nil }
        return ClientResponse(status: status, fields: fields, body: body)
    }

    /// Whether the front end makes a 200 of a reply that is not in its form.
    private var infersResponse: Bool { frontEnd == .http || frontEnd == .url }

    private func wholeReply(_ reply: [UInt8]) -> ClientResponse {
        ClientResponse(status: 200, fields: [.contentType: "application/json"], body: reply)
    }

    private func checkSize(of reply: [UInt8]) throws(ReplyProblem) {
        let isALB = frontEnd == .alb || frontEnd == .albMultiValue
        let limit = isALB ? 1 << 20 : 6 * 1 << 20 + 100
        guard reply.count <= limit else {
            throw ReplyProblem("the reply has \(reply.count) bytes, the front end takes \(limit)")
        }
    }

    private func checkKeys(of members: [JSONValue.Member]) throws(ReplyProblem) {
        guard frontEnd == .rest else { return }
        let known: Set = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]
        for member in members {
            let name = String(decoding: member.name, as: UTF8.self)
            guard known.contains(name) else { throw ReplyProblem("a REST API takes no `\(name)` in a reply") }
        }
    }

    private func keepsLength(_ status: Int) -> Bool { request.method == "HEAD" || status == 304 }

    private func body(of reply: JSONValue) throws(ReplyProblem) -> [UInt8] {
        let text: [UInt8]
        switch reply["body"] {
        case nil, .null: text = []
        case .string(let characters): text = characters
        default: throw ReplyProblem("the reply's `body` is no string")
        }
        switch reply["isBase64Encoded"] {
        case nil, .null, .bool(false): return text
        case .bool(true):
            guard frontEnd != .rest || acceptsBinary else { return text }
            guard let bytes = Base64.bytes(of: text) else {
                throw ReplyProblem("the reply's `body` is no Base64")
            }
            return bytes
        default: throw ReplyProblem("the reply's `isBase64Encoded` is no boolean")
        }
    }

    /// A REST API decodes only where the first type of `Accept` is one of its binary ones.
    private var acceptsBinary: Bool {
        let accept = request.fields.first { $0.name == .accept }?.value ?? "*/*"
        let first = MediaType(accept.split(separator: ",").first ?? "*/*")
        return deployment.binaryMediaTypes.map { MediaType($0) }.contains { pattern in
            first.isCovered(by: pattern) || pattern.isCovered(by: first) && first.type != "*"
        }
    }
}
