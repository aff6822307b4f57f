import HTTPClient
import Logs
import Messages
import NIOCore
import Routing

/// Sends a request to a target, again where the table says so, within the time that there is.
struct Sender: Sendable {
    /// The last answer, and to which request from where it came.
    struct Delivered {
        let response: IncomingResponse
        /// The name of what limited the attempt.
        let limit: String
        let sent: OutgoingRequest
        let url: BackendURL
    }

    let client: HTTPClient
    let requests: RequestRewriting

    /// Sends it until it succeeds or may not be sent again; the last outcome is what the client gets.
    func deliver(
        _ selection: Selection,
        _ forward: Forward,
        to target: Target,
        _ upstream: Upstream,
        _ budget: Budget,
        streams: Bool,
        _ record: inout AccessRecord
    ) async throws(Denial) -> Delivered {
        var tried: [Int] = []
        while true {
            let place = upstream.take(avoiding: tried, now: .now())
            let url = upstream.backend.endpoints[place].url
            record.endpoint = url.shown
            let request: OutgoingRequest
            do throws(Refusal) {
                request = try requests.request(for: selection, forward, to: target, at: url)
            } catch {
                _ = upstream.report(place, hasFailed: nil, now: .now())
                throw Denial(error)
            }
            let (limits, limit) = budget.attempt(
                target.timeouts,
                now: .now(),
                keepAlive: upstream.keepAlive,
                streams: streams
            )
            let outcome: Attempt
            do throws(ExchangeFailure) {
                outcome = .success(
                    try await attempt(request, to: upstream.endpoints[place], limits, streams, &record)
                )
            } catch {
                outcome = .failure(error.naming(limit))
            }
            report(outcome, on: place, of: upstream, target.retry, &record)
            guard let wait = wait(after: outcome, of: request, target.retry, tried.count, budget, &record)
            else {
                do throws(ExchangeFailure) {
                    return Delivered(response: try outcome.get(), limit: limit, sent: request, url: url)
                } catch {
                    throw Denial(error)
                }
            }
            tried.append(place)
            record.retries += 1
            if case .success(let response) = outcome { response.rest?.cancel() }
            if wait > .nanoseconds(0) { await client.eventLoop.pause(wait) }
        }
    }

    /// One attempt; what it did goes into the record, good or bad.
    private func attempt(
        _ request: OutgoingRequest,
        to endpoint: Endpoint,
        _ limits: ExchangeLimits,
        _ streams: Bool,
        _ record: inout AccessRecord
    ) async throws(ExchangeFailure) -> IncomingResponse {
        do throws(ExchangeFailure) {
            let response =
                streams
                ? IncomingResponse(try await client.stream(request, with: endpoint, limits: limits))
                : try await client.wholeExchange(request, with: endpoint, limits: limits)
            record.note(response.record)
            // The time of a streamed answer is known when its body has ended.
            if !streams { record.addBackendTime(response.record) }
            return response
        } catch {
            record.note(error.record)
            record.addBackendTime(error.record)
            throw error
        }
    }

    private func report(
        _ outcome: Attempt,
        on place: Int,
        of upstream: Upstream,
        _ retry: Retry?,
        _ record: inout AccessRecord
    ) {
        let hasFailed: Bool? =
            switch outcome {
            case .success(let response): retry?.codes.contains(response.status) ?? false
            case .failure(let failure): failure.isEndpointsFault
            }
        let change = upstream.report(place, hasFailed: hasFailed, now: .now())
        switch change {
        case .leftOut:
            record.notes.append("eject: \(upstream.backend.endpoints[place].url.shown) is left out")
        case .isBack: record.notes.append("eject: \(upstream.backend.endpoints[place].url.shown) is back")
        case nil: return
        }
    }

    /// How long to wait before the request goes again; nil where it does not.
    private func wait(
        after outcome: Attempt,
        of request: OutgoingRequest,
        _ retry: Retry?,
        _ done: Int,
        _ budget: Budget,
        _ record: inout AccessRecord
    ) -> TimeAmount? {
        guard let retry, let reason = retry.reason(after: outcome, of: request.method) else { return nil }
        guard done < retry.attempts else {
            record.notes.append("retry: none left of \(retry.attempts)")
            return nil
        }
        let wait = TimeAmount(retry.wait(before: done + 1, chance: .random(in: 0...1)))
        guard budget.hasTime(for: wait, now: .now()) else {
            record.notes.append("retry: no time left within \(budget.limit)")
            return nil
        }
        record.notes.append("retry \(done + 1) of \(retry.attempts): \(reason)")
        return wait
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

    mutating func addBackendTime(_ exchange: ExchangeRecord) {
        backendTime = (backendTime ?? 0) + exchange.total.nanoseconds
    }
}
