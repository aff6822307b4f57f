import NIOCore
import NIOHTTP1
import Synchronization

/// The two directions of one connection: request parts in, bytes out.
final class Wire {
    private let closing = ClosingSignal()
    // One task serves a connection, and nothing else reads from it.
    nonisolated(unsafe) private var parts: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    init(
        channel: any Channel,
        parts: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        channel.closeFuture.whenComplete { [closing] _ in closing.fire() }
        unsafe self.parts = parts
        self.outbound = outbound
    }

    /// Calls back when the connection is closed, at once where it is already; nil calls a former wish off.
    func whenClosed(_ action: (@Sendable () -> Void)?) {
        closing.set(action)
    }

    /// The next request's head; nil when the peer has closed.
    func nextHead() async throws -> HTTPRequestHead? {
        while let part = try await unsafe parts.next() {
            if case .head(let head) = part { return head }
        }
        return nil
    }

    /// The next piece of the body, or its end; throws when the peer closes in the middle.
    func nextPart() async throws -> HTTPServerRequestPart {
        guard let part = try await unsafe parts.next() else { throw BrokenRequest() }
        return part
    }

    func write(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }
}

/// The peer closed before its request was whole.
struct BrokenRequest: Error {}

/// Tells one listener at a time that a connection is closed.
private final class ClosingSignal: Sendable {
    private struct State {
        var isClosed = false
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func set(_ action: (@Sendable () -> Void)?) {
        let isClosed = state.withLock { state in
            state.action = action
            return state.isClosed
        }
        if isClosed { action?() }
    }

    func fire() {
        let action = state.withLock { state in
            state.isClosed = true
            return state.action
        }
        action?()
    }
}
