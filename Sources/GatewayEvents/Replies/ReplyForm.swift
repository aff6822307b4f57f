package import Messages

/// The form in which one request's front end wants its answer.
package struct ReplyForm: Sendable, Hashable {
    /// Who made the event, as far as it decides how to answer.
    package enum FrontEnd: Sendable, Hashable {
        case rest, http, http1, url, alb, albMultiValue, lattice
        /// A direct invocation by a warmer.
        case direct
    }

    package let frontEnd: FrontEnd
    /// Whether the request's method was `HEAD`, whose answer has no body.
    package let isHead: Bool

    package init(_ frontEnd: FrontEnd, isHead: Bool) {
        self.frontEnd = frontEnd
        self.isHead = isHead
    }

    /// Whether this front end can take a streamed answer; the others get `reply` in either response mode.
    package var streams: Bool { frontEnd == .rest || frontEnd == .url }

    /// The most bytes of a reply's JSON: Lambda's own limit of 6 MiB and 100 bytes, or the load balancer's 1 MiB.
    package var largestReply: Int {
        switch frontEnd {
        case .alb, .albMultiValue: 1 << 20
        case .rest, .http, .http1, .url, .lattice, .direct: 6 * 1 << 20 + 100
        }
    }

    /// REST API streaming wants the delimiter within its first 16 KiB.
    static let largestPrelude = 16 * 1024

    /// The payload for the Runtime API's `/response`, or its size where the front end would not carry it.
    package func reply(_ response: Response) -> Reply {
        let body = ReplyBody(of: response, allowed: mayHaveBody(response.status))
        let fields = fields(of: response, hasBody: body.length > 0)
        let atLeast = body.length + fields.leastLength
        guard atLeast <= largestReply else { return .tooLarge(size: atLeast, limit: largestReply) }
        let text = JSONWriter.text(capacity: body.length + fields.mostLength + 192) { writer in
            writer.raw("{\"statusCode\":")
            writer.number(response.status)
            if frontEnd == .alb || frontEnd == .albMultiValue || frontEnd == .lattice {
                writer.raw(",\"statusDescription\":")
                writer.string(StatusLine.description(of: response.status))
            }
            fields.write(to: &writer)
            body.write(to: &writer)
            writer.raw("}")
        }
        return text.count <= largestReply ? .payload(text) : .tooLarge(size: text.count, limit: largestReply)
    }

    /// What a streamed answer begins with: the prelude's JSON and eight NUL bytes; the raw body follows, unless
    /// `mayHaveBody` says no.
    package func prelude(_ response: Response) -> Reply {
        let fields = fields(of: response, hasBody: mayHaveBody(response.status))
        let text = JSONWriter.text(capacity: fields.mostLength + 64) { writer in
            writer.raw("{\"statusCode\":")
            writer.number(response.status)
            fields.write(to: &writer)
            writer.raw("}\0\0\0\0\0\0\0\0")
        }
        let limit = ReplyForm.largestPrelude
        return text.count <= limit ? .payload(text) : .tooLarge(size: text.count, limit: limit)
    }

    private func fields(of response: Response, hasBody: Bool) -> ReplyFields {
        let keepsLength = isHead || response.status == 304
        return ReplyFields(response.fields, hasBody: hasBody, keepsLength: keepsLength, for: frontEnd)
    }

    /// Whether an answer of this status to this request has a body (RFC 9110 section 6.4.1).
    package func mayHaveBody(_ status: Int) -> Bool {
        !isHead && status >= 200 && status != 204 && status != 304
    }
}

/// An answer in a front end's form.
package enum Reply: Sendable, Hashable {
    case payload([UInt8])
    /// The payload would have `size` bytes, the front end takes `limit`.
    case tooLarge(size: Int, limit: Int)
}
