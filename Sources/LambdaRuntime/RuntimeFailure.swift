package import HTTPClient

/// Why a call to the Runtime API did not do what it should.
package enum RuntimeFailure: Error, Sendable {
    /// The exchange itself failed: refused, broken off, not HTTP.
    case unreachable(ExchangeFailure)
    /// The Runtime API answered with another status than the call's success.
    case refused(call: String, status: Int, body: String)
    /// `next` answered without the header that names the invocation, so nobody can be answered.
    case missingRequestID
    /// The loop was told to take no more invocations.
    case stopped
}

extension RuntimeFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let failure): "the Runtime API cannot be reached: \(failure.sentence)"
        case .refused(let call, let status, let body):
            "the Runtime API answered \(call) with \(status): \(body)"
        case .missingRequestID: "the Runtime API gave an invocation without Lambda-Runtime-Aws-Request-Id"
        case .stopped: "the runtime was told to stop"
        }
    }
}

extension RuntimeFailure {
    /// A refusal with the start of the body that explains it.
    static func refused(_ response: IncomingResponse, to call: String) -> RuntimeFailure {
        let body = String(decoding: response.body.prefix(500), as: UTF8.self)
        return .refused(call: call, status: response.status, body: body)
    }
}
