import HTTPClient
import HTTPTypes
import Messages
import Routing

/// What came of one attempt.
typealias Attempt = Result<IncomingResponse, ExchangeFailure>

extension Retry {
    /// Why the request should be sent again, for the log; nil where it should not.
    func reason(after attempt: Attempt, of method: HTTPRequest.Method) -> String? {
        switch attempt {
        case .success(let response):
            codes.contains(response.status) && repeats(method) ? "status \(response.status)" : nil
        case .failure(let failure):
            if let kind = Failure(failure), on.contains(kind), failure.isBeforeConnection || repeats(method) {
                failure.sentence
            } else {
                nil
            }
        }
    }

    /// How long to wait before a retry, counted from 1; `chance` is from 0 to 1.
    ///
    /// It is doubled each time, and shortened by chance to no less than half, so that those who failed together
    /// do not come back together.
    func wait(before number: Int, chance: Double) -> Duration {
        let doubled = backoff * (1 << min(max(number - 1, 0), 20))
        return min(doubled, max(backoff, Retry.longestWait)) * (0.5 + chance / 2)
    }

    private static let longestWait = Duration.seconds(10)
}

extension Retry.Failure {
    /// Nil for what would fail again, or is no failure of the backend's.
    fileprivate init?(_ failure: ExchangeFailure) {
        switch failure.kind {
        case .noSuchName, .lookupFailed, .refused, .unreachable, .connectFailed, .tooManyConnections, .tls,
            .timedOut(.connect):
            self = .connectFailure
        case .timedOut(.deadline): self = .timeout
        case .closed, .reset: self = failure.isBeforeConnection ? .connectFailure : .reset
        case .invalidRequest, .malformed, .tooLarge, .switchedProtocols, .cancelled: return nil
        }
    }
}

extension ExchangeFailure {
    /// Whether the endpoint is to blame, for `eject`; nil where the failure tells nothing of it.
    var isEndpointsFault: Bool? {
        switch kind {
        case .noSuchName, .lookupFailed, .refused, .unreachable, .connectFailed, .tls, .timedOut, .closed,
            .reset, .malformed, .switchedProtocols:
            true
        case .tooLarge: false
        case .invalidRequest, .tooManyConnections, .cancelled: nil
        }
    }
}
