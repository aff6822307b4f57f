import NIOCore
import NIOSSL
import Sockets

/// One connection to an endpoint: it carries one exchange after another.
final class Connection: StreamUser {
    enum State {
        case opening
        case open
        case closed
    }

    let endpoint: Endpoint
    let client: HTTPClient
    private(set) var state = State.opening
    /// The peer's address and port, for the record.
    let address: String
    private let peer: SocketAddress
    /// When the last exchange ended.
    var idleSince = NIODeadline.uptimeNanoseconds(0)
    /// How long the peer says that it keeps the connection; nil when it says nothing.
    var peerKeepAlive: TimeAmount?
    /// The exchange that has the connection; nil while idle.
    var exchange: Exchange?
    var parser: ResponseParser
    /// True while the first bytes of a request are being written: what fails then has sent nothing.
    var isWritingOpening = false
    /// What the system had taken before them.
    var takenBefore = 0
    private let socket: StreamSocket
    /// Nil where the connection is not secured.
    private let tls: TLSLayer?
    /// Told once, when the connection is open or has ended before that.
    private var onOpening: ((Result<Connection, ConnectFault>) -> Void)?
    private var error: (any Error)?
    private var isCounted = false

    /// Takes an open socket, which the connection owns from now on.
    init(
        _ socket: StreamSocket,
        _ tls: TLSLayer?,
        to peer: SocketAddress,
        endpoint: Endpoint,
        client: HTTPClient
    ) {
        self.socket = socket
        self.tls = tls
        self.peer = peer
        address = HTTPClient.text(of: peer)
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
    var isQuiet: Bool { state == .open && socket.isQuiet }

    /// Whether all that was sent has been taken.
    var isWritable: Bool { socket.isWritable }

    /// Makes the connection ready for requests, and tells when it is or has failed.
    func open(_ onOpening: @escaping (Result<Connection, ConnectFault>) -> Void) {
        self.onOpening = onOpening
        socket.begin(for: self)
        guard let tls else { return ready() }
        tls.start(to: peer)
        passOn(tls)
    }

    /// Ends the connection, whatever it is at.
    func close() {
        guard state != .closed else { return }
        finish()
    }

    /// Leaves the exchange that has the connection, and closes it.
    func abandon() {
        exchange?.connection = nil
        exchange = nil
        close()
    }

    /// How many bytes of all that was sent the system has taken.
    var bytesTaken: Int { socket.bytesTaken }

    /// Sends bytes; the closure hears that the system has taken all that was sent so far.
    func send(_ bytes: ByteBuffer, whenTaken: (() -> Void)? = nil) {
        guard let tls else { return socket.write(bytes, whenTaken: whenTaken) }
        tls.send(bytes)
        if let output = tls.takeOutput() { socket.write(output, whenTaken: whenTaken) }
        hear(tls)
    }

    /// Reads on, or holds back so that the peer has to wait.
    func setReading(_ reads: Bool) {
        socket.setReading(reads)
    }

    // What the socket tells.

    func received(_ bytes: ByteBuffer) {
        guard let tls else { return take(bytes) }
        tls.receive(bytes)
        passOn(tls)
    }

    func ended(_ error: IOError?) {
        // A farewell that failed says nothing of the exchange before it.
        guard state != .closed else { return }
        if let error { note(error) }
        if error == nil, let tls {
            tls.receiveEnd()
            hear(tls)
        } else if let error, state == .opening {
            tell(.failure(.tls(error, certificate: nil, endpoint: endpoint)))
        }
        guard state != .closed else { return }
        finish()
    }

    /// Keeps what went wrong first, for the end of the connection.
    func note(_ error: any Error) {
        if self.error == nil { self.error = error }
    }

    /// What has come is heard before anything is sent: a write that fails must not swallow it.
    private func passOn(_ tls: TLSLayer) {
        hear(tls)
        if let output = tls.takeOutput() { socket.write(output) }
    }

    private func hear(_ tls: TLSLayer) {
        for event in tls.takeEvents() {
            guard state != .closed else { return }
            switch event {
            case .secured(let certificate): secured(certificate)
            case .bytes(let bytes): take(bytes)
            case .failed(let error, let certificate): failed(error, certificate)
            case .ended: finish()
            }
        }
    }

    /// The handshake is over; the library would also take a certificate for the address in place of the name.
    private func secured(_ certificate: NIOSSLCertificate?) {
        guard endpoint.tls?.verification == .full else { return ready() }
        guard let certificate, certificate.isFor(endpoint.certificateName) else {
            tell(.failure(.wrongName(endpoint)))
            return close()
        }
        ready()
    }

    private func failed(_ error: any Error, _ certificate: NIOSSLCertificate?) {
        note(error)
        if state == .opening {
            tell(.failure(.tls(error, certificate: certificate, endpoint: endpoint)))
        }
        finish()
    }

    private func ready() {
        state = .open
        isCounted = true
        client.opened(self)
        tell(.success(self))
    }

    private func tell(_ result: Result<Connection, ConnectFault>) {
        let onOpening = onOpening
        self.onOpening = nil
        onOpening?(result)
    }

    /// The end of the connection: whoever waits for it, or has an exchange on it, is told.
    private func finish() {
        let wasOpening = state == .opening
        state = .closed
        if let tls {
            tls.close()
            if let farewell = tls.takeOutput() { socket.write(farewell) }
        }
        socket.close()
        if isCounted { client.ended(self) }
        isCounted = false
        if wasOpening { tell(.failure(.endedDuringHandshake(endpoint, error))) }
        guard let exchange else { return }
        if error == nil, parser.isWholeAtEndOfInput(), exchange.head != nil {
            answerEnded(exchange)
        } else {
            fail(exchange, .of(error, exchange))
        }
    }
}
