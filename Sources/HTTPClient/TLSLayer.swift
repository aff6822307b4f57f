import NIOCore
import NIOEmbedded
import NIOSSL
import NIOTLS

/// TLS between a socket and its connection: bytes in, bytes out, and what happened between them.
///
/// The library's handler stands in an embedded channel, which moves no bytes by itself.
final class TLSLayer {
    enum Event {
        /// The handshake is over; with the certificate that the peer has shown.
        case secured(NIOSSLCertificate?)
        case bytes(ByteBuffer)
        /// What the library found wrong, with the certificate that the peer has shown by then.
        case failed(any Error, NIOSSLCertificate?)
        /// The peer has ended the stream in order.
        case ended
    }

    private let channel: EmbeddedChannel
    private let heard: Listener
    private var isClosed = false

    /// Makes the layer for one connection; the name is what the peer's certificate is asked for by, nil for none.
    init(_ context: NIOSSLContext, serverName: String?) throws {
        let heard = Listener()
        let handler = try NIOSSLClientHandler(context: context, serverHostname: serverName)
        self.heard = heard
        channel = EmbeddedChannel(handlers: [handler, heard])
    }

    deinit {
        close()
    }

    /// Begins the handshake: what it sends first is there to be taken.
    ///
    /// The address is the peer's: where no name is asked for, its certificate must be for that.
    func start(to peer: SocketAddress) {
        channel.connect(to: peer, promise: nil)
        channel.embeddedEventLoop.run()
    }

    /// Hands over what the peer has sent.
    func receive(_ bytes: ByteBuffer) {
        guard !isClosed else { return }
        // What is thrown has been heard already.
        _ = try? channel.writeInbound(bytes)
        channel.embeddedEventLoop.run()
    }

    /// Hands over what is to be sent.
    func send(_ bytes: ByteBuffer) {
        guard !isClosed else { return }
        channel.writeAndFlush(bytes, promise: nil)
        channel.embeddedEventLoop.run()
    }

    /// The peer's stream ended without a word of TLS.
    func receiveEnd() {
        guard !isClosed else { return }
        channel.pipeline.syncOperations.fireChannelInactive()
        channel.embeddedEventLoop.run()
    }

    /// Says farewell to the peer, where it is still there to hear it.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        channel.close(promise: nil)
        // The handler would wait for the peer's farewell; nobody else does.
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
    }

    /// Takes what is to go to the peer; nil for nothing.
    func takeOutput() -> ByteBuffer? {
        var output: ByteBuffer?
        while let bytes = try? channel.readOutbound(as: ByteBuffer.self) {
            output.setOrWriteImmutableBuffer(bytes)
        }
        return output
    }

    /// Takes what has happened, in its order.
    func takeEvents() -> [Event] {
        defer { heard.events = [] }
        return heard.events
    }
}

/// Notes what comes out of the handler.
private final class Listener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    var events: [TLSLayer.Event] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        events.append(.bytes(unwrapInboundIn(data)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? TLSUserEvent, case .handshakeCompleted = event else { return }
        events.append(.secured(certificate(context)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        events.append(.failed(error, certificate(context)))
    }

    /// Asked for here, since nobody knows it any more once the channel is closed.
    private func certificate(_ context: ChannelHandlerContext) -> NIOSSLCertificate? {
        try? context.pipeline.syncOperations.nioSSL_peerCertificate()
    }

    func channelInactive(context: ChannelHandlerContext) {
        events.append(.ended)
    }
}
