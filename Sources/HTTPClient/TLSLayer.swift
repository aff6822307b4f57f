import NIOCore
import NIOEmbedded
import NIOSSL
import NIOTLS

/// TLS between a socket and its connection: bytes in, bytes out, and what happened between them.
///
/// The library's handler stands in an embedded channel, which moves no bytes by itself.
final class TLSLayer {
    enum Event {
        /// The handshake is over.
        case secured
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
    func start() {
        // The handler only wants to know that there is a connection.
        guard let anywhere = try? SocketAddress(ipAddress: "127.0.0.1", port: 0) else { return }
        channel.connect(to: anywhere, promise: nil)
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

    /// The certificate that the peer has shown; nil before, and where it shows none.
    var peerCertificate: NIOSSLCertificate? {
        try? channel.pipeline.syncOperations.nioSSL_peerCertificate()
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
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { events.append(.secured) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Once the channel is closed, nobody knows the certificate any more.
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        events.append(.failed(error, certificate))
    }

    func channelInactive(context: ChannelHandlerContext) {
        events.append(.ended)
    }
}
