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

    /// The payload for the Runtime API's `/response`, or its size where the front end would not carry it.
    package func reply(_ response: Response) -> Reply {
        .payload([])
    }

    /// What a streamed answer begins with: the prelude's JSON and eight NUL bytes; the raw body follows.
    package func prelude(_ response: Response) -> Reply {
        .payload([])
    }
}

/// An answer in a front end's form.
package enum Reply: Sendable, Hashable {
    case payload([UInt8])
    /// The payload would have `size` bytes, the front end takes `limit`.
    case tooLarge(size: Int, limit: Int)
}
