package import Messages

/// What comes back for an invocation: `began`, `bytes` any number of times, then one of the ends.
package enum ReplyPart: Sendable, Hashable {
    /// A reply has begun; the fields are those of the post.
    case began(fields: Fields)
    case bytes([UInt8])
    /// The reply is whole; the trailers of a streamed one tell a late failure.
    case ended(trailers: Fields)
    /// The runtime reported an error instead of a reply.
    case failed(type: String?, body: [UInt8])
    /// The reply broke off in the middle.
    case brokeOff
    /// The reply was larger than Lambda takes.
    case tooLarge
    /// The deadline has passed.
    case timedOut
    /// The runtime ended while it had the event.
    case exited
}

/// What came of an invocation.
package enum InvocationOutcome: Sendable, Hashable {
    case reply(Reply)
    case failed(type: String?, body: [UInt8])
    case brokeOff
    case tooLarge
    case timedOut
    case exited

    /// A whole reply as it was posted.
    package struct Reply: Sendable, Hashable {
        package var fields: Fields
        package var body: [UInt8]
        package var trailers: Fields

        /// The body as text; invalid UTF-8 is replaced.
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Gathers the parts up to the end; `fields` are those of a reply whose beginning was taken already.
    package init(_ parts: AsyncStream<ReplyPart>, beganWith fields: Fields = [:]) async {
        var reply = Reply(fields: fields, body: [], trailers: [:])
        for await part in parts {
            switch part {
            case .began(let fields): reply.fields = fields
            case .bytes(let bytes): reply.body += bytes
            case .ended(let trailers):
                reply.trailers = trailers
                self = .reply(reply)
                return
            case .failed(let type, let body):
                self = .failed(type: type, body: body)
                return
            case .brokeOff:
                self = .brokeOff
                return
            case .tooLarge:
                self = .tooLarge
                return
            case .timedOut:
                self = .timedOut
                return
            case .exited:
                self = .exited
                return
            }
        }
        self = .exited
    }
}
