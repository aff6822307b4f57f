import HTTPClient
import Logs
import Messages
import NIOCore
import Routing

/// Sends a rewritten request to an endpoint and brings the answer back, within the time that there is.
struct Sender: Sendable {
    let client: HTTPClient

    /// One attempt; what it did goes into the record, good or bad.
    func attempt(
        _ request: OutgoingRequest,
        to endpoint: Endpoint,
        _ timeouts: Timeouts,
        _ budget: Budget,
        keepAlive: TimeAmount,
        _ record: inout AccessRecord
    ) async throws(Denial) -> IncomingResponse {
        let (limits, limitName) = budget.attempt(timeouts, now: .now(), keepAlive: keepAlive)
        do throws(ExchangeFailure) {
            let response = try await client.exchange(request, with: endpoint, limits: limits)
            record.note(response.record)
            return response
        } catch {
            var failure = error
            record.note(failure.record)
            if case .timedOut(let limit) = failure.kind {
                failure.sentence += ", limited by \(limit == .connect ? "`timeouts.connect`" : limitName)"
            }
            throw Denial(failure)
        }
    }
}

extension AccessRecord {
    mutating func note(_ exchange: ExchangeRecord) {
        attempts += exchange.attempts
        reusedConnection = exchange.reusedConnection
        firstByte = exchange.firstByte?.nanoseconds
        guard !exchange.reusedConnection else { return }
        let steps = [exchange.lookup, exchange.connect, exchange.tls].compactMap { $0?.nanoseconds }
        connect = steps.isEmpty ? nil : steps.reduce(0, +)
    }
}
