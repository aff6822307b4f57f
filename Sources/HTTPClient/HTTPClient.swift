import Messages
import NIOCore
package import Sockets

/// An HTTP/1.1 client on one event loop, with the connections that it keeps.
///
/// It follows no redirect, decodes no body, adds no field that the protocol does not need and knows no proxy.
/// All its work happens on the loop; its functions may be called from anywhere, and called on the loop they
/// take no detour.
package final class HTTPClient: @unchecked Sendable {
    /// How many connections there may be.
    package struct Bounds: Sendable {
        /// All together, idle or not.
        package var connections: Int
        /// Idle ones to one endpoint.
        package var idlePerEndpoint: Int

        package init(connections: Int = 800, idlePerEndpoint: Int = 64) {
            self.connections = connections
            self.idlePerEndpoint = idlePerEndpoint
        }
    }

    package let eventLoop: SocketLoop
    let tlsContexts = TLSContexts()
    let resolver: NameResolver
    private let bounds: Bounds
    private let pool: Pool
    private var connectionCount = 0
    private var attemptCount = 0
    private var outbound: ByteBuffer
    private var chunk = ByteBuffer()
    private lazy var watch = DeadlineWatch(eventLoop: eventLoop) { [unowned self] in expire($0) }

    /// Makes a client that does nothing yet.
    package convenience init(eventLoop: SocketLoop, bounds: Bounds = Bounds()) {
        self.init(eventLoop: eventLoop, bounds: bounds, resolver: NameResolver(eventLoop: eventLoop))
    }

    init(eventLoop: SocketLoop, bounds: Bounds, resolver: NameResolver) {
        self.eventLoop = eventLoop
        self.bounds = bounds
        self.resolver = resolver
        pool = Pool(mostPerEndpoint: bounds.idlePerEndpoint)
        outbound = ByteBufferAllocator().buffer(capacity: 4096)
    }

    /// How many connections are open, idle or not, and how many of them are idle; to be asked on the loop.
    package var connectionCounts: (open: Int, idle: Int) { (connectionCount, pool.count) }

    /// Ends all that is idle, and the threads for names; exchanges under way go on.
    package func shutDown() {
        onLoop {
            for connection in self.pool.takeAll() { connection.close() }
            self.resolver.stop()
            self.watch.stop()
        }
    }

    func onLoop(_ body: @escaping @Sendable () -> Void) {
        if eventLoop.inEventLoop { body() } else { eventLoop.execute(body) }
    }

    // An exchange from its start to its end.

    func start(_ exchange: Exchange) {
        exchange.started = .now()
        if exchange.isOver {
            // Its task was cancelled before this: whoever waits must still be told.
            exchange.isOver = false
            return finish(exchange, exchange.failure(.cancelled, "the caller gave up before the start"))
        }
        if let problem = writeOpening(exchange) {
            return finish(exchange, exchange.failure(.invalidRequest, problem))
        }
        if let deadline = exchange.limits.deadline, deadline <= exchange.started {
            return finish(
                exchange,
                exchange.failure(.timedOut(.deadline), "the time was over before the start")
            )
        }
        let taken = exchange.upload == nil ? take(exchange) : nil
        guard let taken else { return open(exchange, from: exchange.started) { $0.begin(exchange) } }
        exchange.record.reusedConnection = true
        setExpiry(exchange, connectBy: nil)
        taken.begin(exchange)
    }

    /// Opens a connection for nobody in particular.
    func preconnect(_ exchange: Exchange, then: @escaping (Result<Void, ExchangeFailure>) -> Void) {
        exchange.started = .now()
        exchange.receiver = .whole { then($0.map { _ in }) }
        open(exchange, from: exchange.started) { connection in
            self.conclude(exchange)
            self.keep(connection)
            then(.success(()))
        }
    }

    private func take(_ exchange: Exchange) -> Connection? {
        pool.take(exchange.endpoint, keepAlive: exchange.limits.keepAlive, now: exchange.started)
    }

    private func writeOpening(_ exchange: Exchange) -> String? {
        outbound.clear(minimumCapacity: 0)
        let body = exchange.request.body
        let framing = exchange.upload == nil ? RequestFraming.length(body.count) : .chunked
        let problem = outbound.writeHead(of: exchange.request, to: exchange.endpoint, framing: framing)
        guard problem == nil else { return problem }
        let first = exchange.upload == nil ? body.prefix(sendBufferSize) : []
        outbound.writeBytes(first)
        exchange.openingBodyCount = first.count
        exchange.opening = outbound
        return nil
    }

    private func open(_ exchange: Exchange, from now: NIODeadline, use: @escaping (Connection) -> Void) {
        exchange.record.reusedConnection = false
        exchange.phase = .connect
        guard makeRoom() else {
            return connectFailed(exchange, .tooManyConnections(bounds.connections))
        }
        setExpiry(exchange, connectBy: exchange.limits.connect.map { now + $0 })
        let attempt = ConnectAttempt(
            exchange.endpoint,
            client: self,
            timeout: HTTPClient.timeout(exchange, now)
        )
        exchange.attempt = attempt
        attemptCount += 1
        attempt.start { result in
            self.attemptCount -= 1
            attempt.note(in: &exchange.record)
            exchange.attempt = nil
            switch result {
            case .success(let connection):
                self.setExpiry(exchange, connectBy: nil)
                use(connection)
            case .failure(let fault): self.connectFailed(exchange, fault)
            }
        }
    }

    /// Longer than the watch waits, so that the watch names the limit.
    private static func timeout(_ exchange: Exchange, _ now: NIODeadline) -> TimeAmount {
        guard exchange.expiry < .distantFuture else { return .seconds(75) }
        return max(exchange.expiry - now, .zero) + .milliseconds(100)
    }

    private func setExpiry(_ exchange: Exchange, connectBy: NIODeadline?) {
        let deadline = exchange.limits.deadline ?? .distantFuture
        let connectBy = connectBy ?? .distantFuture
        exchange.expiry = min(deadline, connectBy)
        exchange.limit = connectBy < deadline ? .connect : .deadline
        watch.watch(exchange)
    }

    private func makeRoom() -> Bool {
        while connectionCount + attemptCount >= bounds.connections {
            guard let oldest = pool.takeOldest() else { return false }
            oldest.close()
        }
        return true
    }

    private func connectFailed(_ exchange: Exchange, _ fault: ConnectFault) {
        exchange.phase = fault.phase
        finish(exchange, exchange.failure(fault.kind, fault.sentence))
    }

    private func expire(_ exchange: Exchange) {
        giveUp(exchange, .timedOut(exchange.limit)) { "the time was over while waiting for: \($0.rawValue)" }
    }

    /// Ends the exchange wherever it stands, with its connection.
    func giveUp(
        _ exchange: Exchange,
        _ kind: ExchangeFailure.Kind,
        sentence: (ExchangeFailure.Phase) -> String
    ) {
        guard !exchange.isOver else { return }
        if let attempt = exchange.attempt {
            exchange.phase = attempt.phase
            attempt.note(in: &exchange.record)
            attempt.abandon()
            attemptCount -= 1
            exchange.attempt = nil
        }
        let failure = exchange.failure(kind, sentence(exchange.phase))
        exchange.connection?.abandon()
        finish(exchange, failure)
    }

    func finish(_ exchange: Exchange, _ failure: ExchangeFailure) {
        guard !exchange.isOver else { return }
        conclude(exchange)
        exchange.stream?.end(failure)
        // The body knows its exchange: without this they would keep each other for ever.
        exchange.stream = nil
        exchange.tell(failure)
    }

    private func conclude(_ exchange: Exchange) {
        exchange.isOver = true
        exchange.record.total = NIODeadline.now() - exchange.started
        watch.remove(exchange)
    }

    // What connections tell.

    /// The connection broke under the exchange: it goes again over a new one, or fails.
    func broke(_ exchange: Exchange, _ fault: ExchangeFault) {
        let failure = exchange.failure(fault.kind, fault.sentence)
        guard exchange.mayRepeat, writeOpening(exchange) == nil else { return finish(exchange, failure) }
        open(exchange, from: .now()) { $0.begin(exchange) }
    }

    func answerBegins(_ exchange: Exchange, _ head: ResponseHead) {
        guard case .streamed(let tell) = exchange.receiver else { return }
        let body = ResponseBody(exchange, client: self)
        exchange.stream = body
        exchange.receiver = nil
        tell(.success(StreamingResponse(status: head.status, fields: head.fields, body: body)))
    }

    func answered(_ exchange: Exchange) {
        conclude(exchange)
        exchange.stream?.end(nil)
        exchange.stream = nil
        exchange.tell(nil)
    }

    func keep(_ connection: Connection) {
        connection.idleSince = .now()
        pool.keep(connection)
    }

    func opened(_ connection: Connection) {
        connectionCount += 1
    }

    func ended(_ connection: Connection) {
        connectionCount -= 1
        pool.remove(connection)
    }

    /// A buffer with these bytes, in memory used again where the last one has been sent.
    func buffer(holding bytes: ArraySlice<UInt8>) -> ByteBuffer {
        chunk.clear(minimumCapacity: bytes.count)
        chunk.writeBytes(bytes)
        return chunk
    }
}
