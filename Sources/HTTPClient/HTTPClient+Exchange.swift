import HTTPTypes
package import Messages
import NIOCore
import Sockets

extension HTTPClient {
    /// Sends a request and waits for the whole answer.
    ///
    /// A kept connection that turns out dead is replaced at once, and the request sent again if no byte of it
    /// was written or it is idempotent; other failures are the caller's to repeat.
    ///
    /// `written` is called on the loop when the system has all of the request: twice where a stale kept connection
    /// was replaced, or never.
    package func exchange(
        _ request: OutgoingRequest,
        with endpoint: Endpoint,
        limits: ExchangeLimits,
        written: (@Sendable () -> Void)? = nil
    ) async throws(ExchangeFailure) -> IncomingResponse {
        let exchange = Exchange(request, with: endpoint, limits: limits)
        exchange.written = written
        await withTaskCancellationHandler {
            await run(exchange)
        } onCancel: {
            cancel(exchange)
        }
        return try exchange.takeOutcome().get()
    }

    /// The same for a caller who waits to the end even if its task is cancelled, which spares the bookkeeping.
    ///
    /// What is to be done meanwhile is done when the request is on its way.
    package func wholeExchange(
        _ request: OutgoingRequest,
        with endpoint: Endpoint,
        limits: ExchangeLimits,
        meanwhile: (() -> Void)? = nil
    ) async throws(ExchangeFailure) -> IncomingResponse {
        let exchange = Exchange(request, with: endpoint, limits: limits)
        await run(exchange, meanwhile: meanwhile)
        return try exchange.takeOutcome().get()
    }

    /// Sends a request, and tells the whole answer on the loop: the same as `exchange`, without a suspension.
    ///
    /// To be called on the loop. The closure may be called before this returns.
    package func begin(
        _ request: OutgoingRequest,
        with endpoint: Endpoint,
        limits: ExchangeLimits,
        then: @escaping (Result<IncomingResponse, ExchangeFailure>) -> Void
    ) {
        let exchange = Exchange(request, with: endpoint, limits: limits)
        exchange.receiver = .whole(then)
        start(exchange)
    }

    /// Sends a request for which nobody waits; tells when the system has all of it, and what came of it.
    ///
    /// Both are told on the loop, the first twice where a stale kept connection was replaced, or never.
    package func copy(
        _ request: OutgoingRequest,
        to endpoint: Endpoint,
        limits: ExchangeLimits,
        written: @escaping @Sendable () -> Void,
        then: @escaping @Sendable (Result<IncomingResponse, ExchangeFailure>) -> Void
    ) {
        let exchange = Exchange(request, with: endpoint, limits: limits)
        exchange.written = written
        exchange.receiver = .whole(then)
        onLoop { self.start(exchange) }
    }

    /// Sends a request, and returns when the answer's head has come; the body is then read bit by bit.
    ///
    /// The body must be read to its end or cancelled; until then the connection is taken.
    package func stream(
        _ request: OutgoingRequest,
        with endpoint: Endpoint,
        limits: ExchangeLimits
    ) async throws(ExchangeFailure) -> StreamingResponse {
        let exchange = Exchange(request, with: endpoint, limits: limits)
        let result: Result<StreamingResponse, ExchangeFailure> = await withTaskCancellationHandler {
            await unsafe withUnsafeContinuation { continuation in
                onLoop {
                    exchange.receiver = .streamed { unsafe continuation.resume(returning: $0) }
                    self.start(exchange)
                }
            }
        } onCancel: {
            cancel(exchange)
        }
        return try result.get()
    }

    /// Begins a request whose body is sent bit by bit, in chunks; returns when its connection is open.
    ///
    /// The connection is its own and is closed afterwards. The request's own body is not sent.
    /// To send trailers, announce them in a `Trailer` field of the request (RFC 9110 section 6.6.2).
    package func upload(
        _ request: OutgoingRequest,
        to endpoint: Endpoint,
        limits: ExchangeLimits
    ) async throws(ExchangeFailure) -> RequestStream {
        let exchange = Exchange(request, with: endpoint, limits: limits)
        let stream = RequestStream(exchange, client: self)
        try await stream.open()
        return stream
    }

    /// Opens a connection and keeps it, so that the first request finds it open.
    package func preconnect(_ endpoint: Endpoint, limits: ExchangeLimits) async throws(ExchangeFailure) {
        let nothing = OutgoingRequest(method: .get, target: "/")
        let exchange = Exchange(nothing, with: endpoint, limits: limits)
        let result: Result<Void, ExchangeFailure> = await unsafe withUnsafeContinuation { continuation in
            onLoop { self.preconnect(exchange) { unsafe continuation.resume(returning: $0) } }
        }
        try result.get()
    }

    /// Makes what a TLS connection to the endpoint needs, so that no request waits for it.
    ///
    /// To be called on the loop. Returns what is wrong with the settings, in words, or nil.
    package func prepareTLS(for endpoint: Endpoint) -> String? {
        guard let settings = endpoint.tls else { return nil }
        do throws(ConnectFault) {
            _ = try tlsContexts.context(for: settings, endpoint: endpoint)
            return nil
        } catch {
            return error.sentence
        }
    }

    /// Gives the exchange up, from any thread.
    func cancel(_ exchange: Exchange) {
        onLoop {
            self.giveUp(exchange, .cancelled) { "the caller gave up while waiting for: \($0.rawValue)" }
        }
    }

    /// Starts the exchange, and returns when its outcome is there.
    private func run(_ exchange: Exchange, meanwhile: (() -> Void)? = nil) async {
        await unsafe withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            guard !eventLoop.inEventLoop else {
                exchange.receiver = unsafe .waiting(Exchange.Waiter(continuation))
                start(exchange)
                meanwhile?()
                return
            }
            eventLoop.execute {
                exchange.receiver = unsafe .waiting(Exchange.Waiter(continuation))
                self.start(exchange)
            }
            meanwhile?()
        }
    }
}

extension HTTPClient {
    /// `127.0.0.1:8080` or `[::1]:8080`.
    static func text(of address: SocketAddress) -> String {
        guard let host = address.ipAddress, let port = address.port else { return "\(address)" }
        return address.protocol == .inet6 ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
