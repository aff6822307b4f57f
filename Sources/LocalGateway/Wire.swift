import NIOCore
import NIOHTTP1

/// The two directions of one connection: request parts in, bytes out.
final class Wire {
    let channel: any Channel
    private var parts: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    init(
        channel: any Channel,
        parts: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.channel = channel
        self.parts = parts
        self.outbound = outbound
    }

    /// The next request's head; nil when the peer has closed.
    func nextHead() async throws -> HTTPRequestHead? {
        while let part = try await parts.next() {
            if case .head(let head) = part { return head }
        }
        return nil
    }

    /// The next piece of the body, or its end; throws when the peer closes in the middle.
    func nextPart() async throws -> HTTPServerRequestPart {
        guard let part = try await parts.next() else { throw BrokenRequest() }
        return part
    }

    func write(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }
}

/// The peer closed before its request was whole.
struct BrokenRequest: Error {}
