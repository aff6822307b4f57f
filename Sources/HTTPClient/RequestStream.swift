package import Messages
package import NIOCore

/// A request whose body is sent bit by bit, in chunks (RFC 9112 section 7.1).
package final class RequestStream: @unchecked Sendable {
    private typealias Waiter = CheckedContinuation<ExchangeFailure?, Never>
    private typealias Answer = Result<IncomingResponse, ExchangeFailure>

    private let exchange: Exchange
    private let client: HTTPClient
    private var answer: Answer?
    private var writer: Waiter?
    private var reader: CheckedContinuation<Answer, Never>?

    init(_ exchange: Exchange, client: HTTPClient) {
        self.exchange = exchange
        self.client = client
    }

    /// Sends bytes, and returns when more may come; empty ones are passed over.
    ///
    /// Where the peer has answered already, the bytes are dropped: `finish` has the answer.
    package func write(_ bytes: ByteBuffer) async throws(ExchangeFailure) {
        let failure = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                client.onLoop { self.send(bytes, continuation) }
            }
        } onCancel: {
            client.cancel(exchange)
        }
        if let failure { throw failure }
    }

    /// Ends the body with these trailers, and waits for the answer.
    package func finish(trailers: Fields = [:]) async throws(ExchangeFailure) -> IncomingResponse {
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Answer, Never>) in
                client.onLoop { self.sendLast(trailers, continuation) }
            }
        } onCancel: {
            client.cancel(exchange)
        }
        return try answer.get()
    }

    /// Whether the peer has answered already and takes no more; to be asked on the loop.
    package var isAnswered: Bool { answer != nil }

    /// Breaks the request off by closing the connection, so that the peer cannot take it for whole.
    package func cancel() {
        client.cancel(exchange)
    }

    /// Connects and sends the head.
    func open() async throws(ExchangeFailure) {
        let failure = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                client.onLoop { self.start(continuation) }
            }
        } onCancel: {
            client.cancel(exchange)
        }
        if let failure { throw failure }
    }

    // What the connection tells, on the loop.

    func becameWritable() {
        guard let writer else { return }
        self.writer = nil
        writer.resume(returning: nil)
    }

    private func start(_ continuation: Waiter) {
        writer = continuation
        exchange.upload = self
        exchange.receiver = .whole { self.received($0) }
        client.start(exchange)
    }

    private func send(_ bytes: ByteBuffer, _ continuation: Waiter) {
        if case .failure(let failure) = answer { return continuation.resume(returning: failure) }
        guard answer == nil, let connection = exchange.connection, !connection.sendChunk(bytes, of: exchange)
        else {
            return continuation.resume(returning: nil)
        }
        writer = continuation
    }

    private func sendLast(_ trailers: Fields, _ continuation: CheckedContinuation<Answer, Never>) {
        if let answer { return continuation.resume(returning: answer) }
        reader = continuation
        exchange.connection?.sendLastChunk(trailers, of: exchange)
    }

    private func received(_ answer: Answer) {
        self.answer = answer
        exchange.upload = nil
        if let writer {
            self.writer = nil
            if case .failure(let failure) = answer {
                writer.resume(returning: failure)
            } else {
                writer.resume(returning: nil)
            }
        }
        guard let reader else { return }
        self.reader = nil
        reader.resume(returning: answer)
    }
}
