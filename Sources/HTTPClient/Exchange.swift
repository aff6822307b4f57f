import Messages
import NIOCore

/// One request on its way to its answer; touched on the client's loop alone, once it has begun.
final class Exchange: @unchecked Sendable {
    /// Who waits for the answer.
    enum Receiver {
        case whole((Result<IncomingResponse, ExchangeFailure>) -> Void)
        /// Somebody who takes the outcome from the exchange.
        case waiting(Waiter)
        case streamed((Result<StreamingResponse, ExchangeFailure>) -> Void)
    }

    /// Who is told that the exchange is over, exactly once.
    @safe struct Waiter {
        private let continuation: UnsafeContinuation<Void, Never>

        init(_ continuation: UnsafeContinuation<Void, Never>) {
            unsafe self.continuation = continuation
        }

        func resume() { unsafe continuation.resume() }
    }

    let request: OutgoingRequest
    let endpoint: Endpoint
    let limits: ExchangeLimits
    var receiver: Receiver?
    /// Hears that the system has taken the whole request; nil where nobody wants to know.
    var written: (@Sendable () -> Void)?
    /// The body that the caller sends bit by bit; nil where the request holds it.
    var upload: RequestStream?
    var started = NIODeadline.uptimeNanoseconds(0)
    var record = ExchangeRecord()
    var phase = ExchangeFailure.Phase.connect
    /// Whether a byte of the present attempt may have reached the peer.
    var didSend = false
    var didReceive = false
    /// The head and what of the body goes with it.
    var opening = ByteBuffer()
    /// How many bytes of the body stand in the opening.
    var openingBodyCount = 0
    /// What of the body comes after the opening and is not sent yet.
    var rest: ArraySlice<UInt8> = []
    var head: ResponseHead?
    var body: [UInt8] = []
    /// Where the answer's body goes when it is streamed.
    var stream: ResponseBody?
    var connection: Connection?
    var attempt: ConnectAttempt?
    var isOver = false
    private var failed: ExchangeFailure?

    /// When the watch ends the exchange, and for which limit.
    var expiry = NIODeadline.distantFuture
    var limit = ExchangeFailure.Limit.deadline
    /// The place among the watched; nil when not watched.
    var watchPlace: Int?

    init(_ request: OutgoingRequest, with endpoint: Endpoint, limits: ExchangeLimits) {
        self.request = request
        self.endpoint = endpoint
        self.limits = limits
    }

    /// Whether the request may go again over a new connection after the kept one broke.
    var mayRepeat: Bool {
        record.reusedConnection && !didReceive && (!didSend || request.isIdempotent) && upload == nil
    }

    /// A failure at the present point.
    func failure(_ kind: ExchangeFailure.Kind, _ sentence: String) -> ExchangeFailure {
        var now = record
        now.total = NIODeadline.now() - started
        return ExchangeFailure(
            kind: kind,
            phase: phase,
            sentence: sentence,
            didSend: didSend,
            didReceive: didReceive,
            record: now
        )
    }

    /// What came of an exchange that is over, for who has waited for it; the body is handed over.
    func takeOutcome() -> Result<IncomingResponse, ExchangeFailure> {
        if let failed { return .failure(failed) }
        guard let head else { return .failure(failure(.closed, "the exchange ended without an answer")) }
        let response = IncomingResponse(status: head.status, fields: head.fields, body: body, record: record)
        body = []
        return .success(response)
    }

    /// Tells who waits that the exchange is over; nil for a whole answer.
    func tell(_ failure: ExchangeFailure?) {
        let receiver = receiver
        self.receiver = nil
        switch receiver {
        case .waiting(let waiter):
            failed = failure
            waiter.resume()
        case .whole(let tell): tell(failure.map { .failure($0) } ?? takeOutcome())
        case .streamed(let tell):
            if let failure { tell(.failure(failure)) }
        case nil: break
        }
    }

    /// Notes bytes of the answer.
    func noteReceived(_ count: Int) {
        record.bytesReceived += count
        guard !didReceive else { return }
        didReceive = true
        record.firstByte = NIODeadline.now() - started
    }

    /// Makes room for a body of known length, up to a bound that a false length cannot exceed.
    func reserveBody() {
        guard let count = head?.bodyCount, count > 0 else { return }
        body.reserveCapacity(min(count, 16 << 20))
    }
}
