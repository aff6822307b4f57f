import HTTPTypes
import Messages
import NIOCore

/// How a request's body ends (RFC 9112 section 6).
enum RequestFraming {
    case length(Int)
    case chunked
}

extension ByteBuffer {
    /// Writes request line and fields with the empty line behind them (RFC 9112 section 3).
    ///
    /// Returns what is wrong with the request, in words, or nil. Then nothing of the buffer may be sent.
    mutating func writeHead(
        of request: OutgoingRequest,
        to endpoint: Endpoint,
        framing: RequestFraming
    ) -> String? {
        guard request.method != .connect else { return "CONNECT is not a request that can be forwarded" }
        guard isOriginTarget(request.target) else {
            return "the request target is no path of visible ASCII bytes"
        }
        // Put together outside the buffer, where each small piece would cost a check of its own.
        var head: [UInt8] = []
        head.reserveCapacity(request.fields.bytes.count + request.target.utf8.count + 160)
        head.append(request.method.rawValue)
        head.append(" ")
        head.append(request.target)
        head.append(" HTTP/1.1\r\n")
        head.appendHost(of: request, endpoint)
        head.append(request.fields, without: .framing)
        head.append(framing, anticipatesContent: anticipatesContent(request.method))
        writeBytes(head)
        return nil
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: String) {
        append(copying: text.utf8.span)
    }

    fileprivate mutating func appendHost(of request: OutgoingRequest, _ endpoint: Endpoint) {
        if let host = request.fields.lines.first(where: { $0.traits.contains(.host) }) {
            append(copying: request.fields.bytes.span.extracting(host.whole))
        } else {
            append("Host: ")
            append(endpoint.authority)
            append("\r\n")
        }
    }

    /// Writes the lines of all fields but those with one of the traits, as many as stand together at once.
    fileprivate mutating func append(_ fields: Fields, without dropped: FieldTraits) {
        var start = 0
        for line in fields.lines where !line.traits.isDisjoint(with: dropped) {
            append(copying: fields.bytes.span.extracting(start..<line.whole.lowerBound))
            start = line.whole.upperBound
        }
        append(copying: fields.bytes.span.extracting(start...))
    }

    fileprivate mutating func append(_ framing: RequestFraming, anticipatesContent: Bool) {
        switch framing {
        case .chunked: append("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        case .length(0) where !anticipatesContent: append("\r\n")
        case .length(let count):
            append("Content-Length: ")
            append(String(count))
            append("\r\n\r\n")
        }
    }
}

private func isOriginTarget(_ target: String) -> Bool {
    guard target.utf8.first == UInt8(ascii: "/") || target == "*" else { return false }
    let bytes = target.utf8.span
    for index in bytes.indices where bytes[index] < 0x21 || bytes[index] > 0x7e { return false }
    return true
}

/// Methods whose requests say `Content-Length: 0` when they have no body (RFC 9110 section 8.6).
private func anticipatesContent(_ method: HTTPRequest.Method) -> Bool {
    method == .post || method == .put || method == .patch
}
