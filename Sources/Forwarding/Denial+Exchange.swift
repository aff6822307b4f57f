import HTTPClient
import Routing

extension Denial {
    /// The one place where a failed exchange becomes an answer.
    init(_ failure: ExchangeFailure) {
        self.init(Denial.kind(of: failure), failure.sentence)
    }

    private static func kind(of failure: ExchangeFailure) -> ErrorKind {
        switch failure.kind {
        case .noSuchName, .lookupFailed, .refused, .unreachable, .connectFailed, .tooManyConnections, .tls:
            .connectFailure
        case .timedOut(.connect): .connectFailure
        case .timedOut(.deadline), .cancelled: .timeout
        case .closed, .reset, .malformed, .switchedProtocols: .badGateway
        case .tooLarge: .answerTooLarge
        case .invalidRequest: .badRequest
        }
    }
}
