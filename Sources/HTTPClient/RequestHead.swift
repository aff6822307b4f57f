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
        writeString(request.method.rawValue)
        writeStaticString(" ")
        writeString(request.target)
        writeStaticString(" HTTP/1.1\r\n")
        writeHost(of: request, endpoint)
        for field in request.fields where !isOwnField(field.name.canonicalName) {
            guard writeField(field) else {
                return "the value of `\(field.name.rawName)` holds a control character"
            }
        }
        switch framing {
        case .chunked:
            writeStaticString("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        case .length(0) where !anticipatesContent(request.method):
            writeStaticString("\r\n")
        case .length(let count):
            writeStaticString("Content-Length: ")
            writeString(String(count))
            writeStaticString("\r\n\r\n")
        }
        return nil
    }

    private mutating func writeHost(of request: OutgoingRequest, _ endpoint: Endpoint) {
        if let host = request.fields.first(where: { $0.name.canonicalName == "host" }) {
            _ = writeField(host)
        } else {
            writeStaticString("Host: ")
            writeString(endpoint.authority)
            writeStaticString("\r\n")
        }
    }

    /// Writes a field line; false where a control character stands in the value.
    ///
    /// `HTTPField` allows none in the name; a value that was made leniently can hold some.
    mutating func writeField(_ field: HTTPField) -> Bool {
        writeString(field.name.rawName)
        writeStaticString(": ")
        let isClean = unsafe field.withUnsafeBytesOfValue { bytes in
            unsafe writeBytes(bytes)
            return unsafe !bytes.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7f }
        }
        writeStaticString("\r\n")
        return isClean
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
