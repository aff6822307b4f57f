package import Messages
import HTTPTypes

/// One call that a runtime made, as far as it has arrived.
package struct RuntimeAPICall: Sendable {
    /// The calls that there are.
    package enum Endpoint: Sendable, Hashable {
        case next
        case response(requestID: String)
        case error(requestID: String)
        case initError
        /// None of the Runtime API's, or not with this method.
        case unknown
    }

    package let endpoint: Endpoint
    package let method: String
    package let target: String
    package let fields: Fields
    /// Which connection it came on, counted from 0.
    package let connection: Int
    /// What has arrived of the body; empty where the behaviour keeps none.
    package internal(set) var body: [UInt8] = []
    /// How many bytes of body have arrived.
    package internal(set) var bodyCount = 0
    package internal(set) var trailers: Fields = [:]
    /// Whether the request has arrived whole.
    package internal(set) var isComplete = false
    /// Whether the runtime hung up before it was answered.
    package internal(set) var isAbandoned = false
    /// What it was answered; nil as long as it was not.
    package internal(set) var status: Int?

    init(_ exchange: Exchange) {
        endpoint = Endpoint(method: exchange.method, target: exchange.target)
        method = exchange.method
        target = exchange.target
        fields = exchange.fields
        connection = exchange.connection
    }

    /// The body as text; invalid UTF-8 is replaced.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

extension RuntimeAPICall.Endpoint {
    init(method: String, target: String) {
        let parts = target.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        self =
            switch (method, parts.count) {
            case ("GET", 5) where parts[1...] == ["2018-06-01", "runtime", "invocation", "next"]: .next
            case ("POST", 5) where parts[1...] == ["2018-06-01", "runtime", "init", "error"]: .initError
            case ("POST", 6)
            where parts[1...3] == ["2018-06-01", "runtime", "invocation"] && parts[5] == "response":
                .response(requestID: parts[4])
            case ("POST", 6)
            where parts[1...3] == ["2018-06-01", "runtime", "invocation"] && parts[5] == "error":
                .error(requestID: parts[4])
            default: .unknown
            }
    }
}
