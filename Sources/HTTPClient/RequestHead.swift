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
        head.reserveCapacity(1024)
        head.append(request.method.rawValue)
        head.append(" ")
        head.append(request.target)
        head.append(" HTTP/1.1\r\n")
        head.appendHost(of: request, endpoint)
        for field in request.fields where !isOwnField(field.name.canonicalName) {
            guard head.append(field) else {
                return "the value of `\(field.name.rawName)` holds a control character"
            }
        }
        head.append(framing, anticipatesContent: anticipatesContent(request.method))
        writeBytes(head)
        return nil
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
    }

    fileprivate mutating func appendHost(of request: OutgoingRequest, _ endpoint: Endpoint) {
        if let host = request.fields.first(where: { $0.name.canonicalName == "host" }) {
            _ = append(host)
        } else {
            append("Host: ")
            append(endpoint.authority)
            append("\r\n")
        }
    }

    /// Writes a field line; false where a control character stands in the value.
    ///
    /// `HTTPField` allows none in the name; a value that was made leniently can hold some.
    mutating func append(_ field: HTTPField) -> Bool {
        append(field.name.rawName)
        append(": ")
        let isClean = unsafe field.withUnsafeBytesOfValue { bytes in
            unsafe append(contentsOf: bytes)
            return unsafe !bytes.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7f }
        }
        append("\r\n")
        return isClean
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

/// Whether the field is the client's own to write: one `Host`, one length, never two.
private func isOwnField(_ canonicalName: String) -> Bool {
    switch canonicalName.utf8.count {
    case 4: canonicalName == "host"
    case 10: canonicalName == "connection"
    case 14: canonicalName == "content-length"
    case 17: canonicalName == "transfer-encoding"
    default: false
    }
}

private func isOriginTarget(_ target: String) -> Bool {
    guard target.utf8.first == UInt8(ascii: "/") || target == "*" else { return false }
    return target.utf8.allSatisfy { (0x21...0x7e).contains($0) }
}

/// Methods whose requests say `Content-Length: 0` when they have no body (RFC 9110 section 8.6).
private func anticipatesContent(_ method: HTTPRequest.Method) -> Bool {
    method == .post || method == .put || method == .patch
}
