import HTTPClient
import Messages
import NIOCore
import Routing

/// A copy of a request on its way to another backend; what comes back is ignored.
struct MirrorCopy: Sendable {
    private let backend: String
    private let wait: TimeAmount
    private let written: EventLoopFuture<Void>
    private let answered: EventLoopFuture<Attempt>

    /// Sends the copy; it goes its own way, whether anybody waits for it or not.
    init(
        _ request: OutgoingRequest,
        _ mirror: Mirror,
        to upstream: Upstream,
        _ place: Int,
        _ limits: ExchangeLimits,
        client: HTTPClient
    ) {
        let writing = client.eventLoop.makePromise(of: Void.self)
        let answering = client.eventLoop.makePromise(of: Attempt.self)
        backend = mirror.target.backend.name
        wait = TimeAmount(mirror.wait)
        written = writing.futureResult
        answered = answering.futureResult
        let size = request.body.count
        client.copy(request, to: upstream.endpoints[place], limits: limits) {
            writing.succeed()
        } then: { outcome in
            upstream.copies.giveBack(bytes: size)
            _ = upstream.report(place, hasFailed: outcome.hasFailed, now: .now())
            answering.succeed(outcome)
            writing.succeed()
        }
    }

    /// Waits until the copy is written whole, and for its answer no longer than the table says.
    ///
    /// To be called when our own answer is ready. Gives what to say of it in the log.
    func settle(before deadline: NIODeadline?) async -> String {
        guard await written.value(before: deadline) != nil else {
            return "mirror: `\(backend)` did not take the whole copy in time"
        }
        let end = NIODeadline.now() + wait
        let outcome = await answered.value(before: deadline.map { min($0, end) } ?? end)
        switch outcome {
        case nil: return "mirror: `\(backend)` got a copy, its answer was not waited for"
        case .success(let response)?: return "mirror: `\(backend)` got a copy and answered \(response.status)"
        case .failure(let failure)?: return "mirror: the copy to `\(backend)` failed: \(failure.sentence)"
        }
    }
}

extension Attempt {
    fileprivate var hasFailed: Bool? {
        switch self {
        case .success: false
        case .failure(let failure): failure.isEndpointsFault
        }
    }
}
