package import Messages
package import NIOCore

/// An answer whose body is still coming.
package struct StreamingResponse: Sendable {
    /// The status code, 200 to 999.
    package let status: Int
    /// All fields as received, in their order, with those that concern the connection.
    package let fields: Fields
    package let body: ResponseBody
}

/// A body that is read bit by bit; what is not read makes the peer wait.
package final class ResponseBody: @unchecked Sendable {
    private typealias Waiter = CheckedContinuation<Result<ByteBuffer?, ExchangeFailure>, Never>

    /// How many bytes may wait here before the connection stops reading.
    private static let enough = 64 * 1024

    private let exchange: Exchange
    private let client: HTTPClient
    private var waiting = CircularBuffer<ByteBuffer>()
    private var count = 0
    private var outcome: Result<Void, ExchangeFailure>?
    private var waiter: Waiter?

    init(_ exchange: Exchange, client: HTTPClient) {
        self.exchange = exchange
        self.client = client
    }

    /// What happened so far, and in the end all; to be asked on the loop.
    package var record: ExchangeRecord { exchange.record }

    /// The next bytes as they came, never none; nil at the end of a whole body.
    package func next() async throws(ExchangeFailure) -> ByteBuffer? {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                client.onLoop { self.take(continuation) }
            }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    /// Wants no more: the connection is closed, and `next` fails.
    package func cancel() {
        client.cancel(exchange)
    }

    /// Whether so much waits that no more should be read.
    var hasEnough: Bool { count >= ResponseBody.enough }

    func receive(_ bytes: ByteBuffer) {
        if let waiter {
            self.waiter = nil
            waiter.resume(returning: .success(bytes))
        } else {
            waiting.append(bytes)
            count += ResponseBody.weight(bytes)
        }
    }

    /// The body is whole, or failed; what came before a failure can still be read.
    func end(_ failure: ExchangeFailure?) {
        outcome = failure.map { .failure($0) } ?? .success(())
        guard let waiter else { return }
        self.waiter = nil
        waiter.resume(returning: failure.map { .failure($0) } ?? .success(nil))
    }

    /// What a piece counts for: a body in pieces of one byte must not become a heap of them.
    private static func weight(_ bytes: ByteBuffer) -> Int { bytes.readableBytes + 128 }

    private func take(_ continuation: Waiter) {
        if waiting.isEmpty {
            switch outcome {
            case .success: continuation.resume(returning: .success(nil))
            case .failure(let failure): continuation.resume(returning: .failure(failure))
            case nil: waiter = continuation
            }
        } else {
            let bytes = waiting.removeFirst()
            count -= ResponseBody.weight(bytes)
            continuation.resume(returning: .success(bytes))
            if !hasEnough { exchange.connection?.resumeReading() }
        }
    }
}
