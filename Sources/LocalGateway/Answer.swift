package import Messages
import NIOHTTP1

/// One HTTP answer as a server of ours gives it, faults included.
package struct Answer: Sendable {
    /// How the bytes of an answer are put on the wire.
    package enum Delivery: Sendable, Hashable {
        case whole
        /// Only the first bytes of the wire form, then the connection is closed; 0 closes without a byte.
        case cut(after: Int)
        /// Byte by byte, with a pause after each.
        case trickled(pause: Duration)
    }

    package var status: Int
    /// Written in this order, repeats kept; `Content-Length` is added where no framing is among them.
    package var fields: Fields
    package var body: [UInt8]
    package var delay: Duration
    package var delivery: Delivery
    /// Closes the connection afterwards and says so in a `Connection` field.
    package var closes: Bool
    /// Given at once when the request's head is there, before its body is read.
    package var comesBeforeBody: Bool
    private var raw: [UInt8]?

    package init(
        status: Int,
        fields: Fields = [:],
        body: [UInt8] = [],
        delay: Duration = .zero,
        delivery: Delivery = .whole,
        closes: Bool = false,
        comesBeforeBody: Bool = false
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.delay = delay
        self.delivery = delivery
        self.closes = closes
        self.comesBeforeBody = comesBeforeBody
    }

    /// Bytes that need not be HTTP at all; the connection is closed after them.
    package static func raw(_ text: String) -> Answer {
        var answer = Answer(status: 0, closes: true)
        answer.raw = Array(text.utf8)
        return answer
    }

    /// The answer's bytes: status line, fields, body.
    package var wire: [UInt8] { wire(bodyless: false) }

    /// The answer's bytes, without the body where the request was a HEAD.
    func wire(bodyless: Bool) -> [UInt8] {
        if let raw { return raw }
        let bytes = head(addsLength: needsLength)
        return bodyless || !mayHaveBody ? bytes : bytes + body
    }

    /// Status line and fields alone, with no framing but what the fields say.
    var head: [UInt8] { head(addsLength: false) }

    private func head(addsLength: Bool) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n"
        for field in fields { head += "\(field.name.rawName): \(field.value)\r\n" }
        if addsLength { head += "Content-Length: \(body.count)\r\n" }
        if closes, fields[.connection] == nil { head += "Connection: close\r\n" }
        return Array((head + "\r\n").utf8)
    }

    private var needsLength: Bool {
        mayHaveBody && fields[.contentLength] == nil && fields[.transferEncoding] == nil
    }

    /// RFC 9110 section 6.4.1.
    private var mayHaveBody: Bool {
        status >= 200 && status != 204 && status != 304
    }
}
