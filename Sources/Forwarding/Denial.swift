package import HTTPTypes
package import Routing

/// Why the forwarder answers by itself instead of handing on a backend's answer.
package struct Denial: Error, Sendable {
    package var kind: ErrorKind
    /// What happened, for the log; never sent to the client.
    package var cause: String
    /// The methods that would do, for the `Allow` field of a `methodNotAllowed`.
    package var allow: [HTTPRequest.Method] = []

    /// What the client is told of it.
    package var message: String { kind.message }

    /// Its type in an error report to Lambda, which keeps `Function.` with one capitalised word behind it.
    package var invocationErrorType: String {
        let name = kind.rawValue
        return "Function." + name.prefix(1).uppercased() + name.dropFirst()
    }

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
