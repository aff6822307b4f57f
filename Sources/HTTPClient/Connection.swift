import Glibc
import NIOCore
import NIOSSL
import NIOTLS

/// One connection to an endpoint, at the end of its channel: it carries one exchange after another.
final class Connection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State {
        case opening
        case open
        case closed
    }

    let endpoint: Endpoint
    let client: HTTPClient
    private(set) var state = State.opening
    /// The peer's address and port, for the record.
    private(set) var address: String?
    /// When the last exchange ended.
    var idleSince = NIODeadline.uptimeNanoseconds(0)
    /// How long the peer says that it keeps the connection; nil when it says nothing.
    var peerKeepAlive: TimeAmount?
    /// The exchange that has the connection; nil while idle.
    var exchange: Exchange?
    var parser: ResponseParser
    var context: ChannelHandlerContext?
    /// True while the first bytes of a request are being written: what fails then has sent nothing.
    var isWritingOpening = false
    /// Whether the channel wants to read and must wait until the streamed body has been taken.
    var isReadHeld = false
    /// Told once, when the connection is open or has ended before that.
    var onOpening: ((Result<Connection, ConnectFault>) -> Void)?
    private var handle: CInt?
    private var error: (any Error)?
    private var isCounted = false

    init(endpoint: Endpoint, client: HTTPClient) {
        self.endpoint = endpoint
        self.client = client
        parser = ResponseParser(isHead: false, limits: ExchangeLimits())
    }

    /// Whether an idle connection is young enough for another request.
    func isFresh(keepAlive: TimeAmount, now: NIODeadline) -> Bool {
        // A second before the peer's own limit, a request could meet its close on the way.
        let limit = peerKeepAlive.map { min(keepAlive, $0 - .seconds(1)) } ?? keepAlive
        return state == .open && now - idleSince <= limit
    }

    /// Whether nothing has come in while the connection was idle: neither its end nor bytes unasked for.
    ///
    /// The socket itself is asked, since the loop may have slept through both and not looked yet.
    var isQuiet: Bool {
        guard state == .open, let handle else { return state == .open }
        var byte: UInt8 = 0
        let count = unsafe recv(handle, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
    }

    func close() {
        guard state != .closed else { return }
        state = .closed
        context?.close(mode: .all, promise: nil)
    }

    /// Leaves the exchange that has the connection, and closes it.
    func abandon() {
        exchange?.connection = nil
        exchange = nil
        close()
    }

    // What the channel tells.

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { opened(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        opened(context)
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if state == .opening, let event = event as? TLSUserEvent, case .handshakeCompleted = event {
            secured(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        note(error)
        if state == .opening, endpoint.tls != nil { refused(context, error) }
        context.close(mode: .all, promise: nil)
    }

    /// Keeps what went wrong first, for the end of the connection.
    func note(_ error: any Error) {
        if self.error == nil { self.error = error }
    }

    private func opened(_ context: ChannelHandlerContext) {
        guard state == .opening, address == nil else { return }
        address = context.channel.remoteAddress.map(HTTPClient.text(of:)) ?? ""
        handle = try? context.pipeline.syncOperations
            .withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { $0 }
        if endpoint.tls == nil { ready() }
    }

    /// The handshake is over; the library would also take a certificate for the address in place of the name.
    private func secured(_ context: ChannelHandlerContext) {
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        guard endpoint.tls?.verification == .full, let certificate else { return ready() }
        guard certificate.isFor(endpoint.certificateName) else {
            onOpening?(.failure(.wrongName(endpoint)))
            onOpening = nil
            return close()
        }
        ready()
    }

    private func ready() {
        state = .open
        isCounted = true
        client.opened(self)
        onOpening?(.success(self))
        onOpening = nil
    }

    private func refused(_ context: ChannelHandlerContext, _ error: any Error) {
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        onOpening?(.failure(.tls(error, certificate: certificate, endpoint: endpoint)))
        onOpening = nil
    }

    private func ended(_ context: ChannelHandlerContext) {
        let wasOpening = state == .opening
        state = .closed
        if isCounted { client.ended(self) }
        isCounted = false
        if wasOpening {
            onOpening?(.failure(.endedDuringHandshake(endpoint, error)))
            onOpening = nil
        }
        guard let exchange else { return }
        if error == nil, parser.isWholeAtEndOfInput(), exchange.head != nil {
            answerEnded(exchange)
        } else {
            fail(exchange, .of(error, exchange))
        }
    }
}
