package import HTTPTypes
package import Routing

/// Why the forwarder answers by itself instead of handing on a backend's answer.
package struct Denial: Error, Sendable {
    package var kind: ErrorKind
    /// What happened, for the log; never sent to the client.
    package var cause: String
    /// The methods that would do, for the `Allow` field of a `methodNotAllowed`.
    package var allow: [HTTPRequest.Method] = []

    package init(_ kind: ErrorKind, _ cause: String) {
        self.kind = kind
        self.cause = cause
    }

    init(_ refusal: Refusal) {
        cause = refusal.reason
        switch refusal {
        case .badRequest: kind = .badRequest
        case .noRoute: kind = .noRoute
        case .matchLimit: kind = .matchLimit
        case .methodNotAllowed(let methods):
            kind = .methodNotAllowed
            allow = methods
        }
    }
}
