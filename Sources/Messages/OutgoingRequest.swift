package import HTTPTypes

/// A request as it goes on the wire.
///
/// Fields are sent in their order and with their names in the case given; only `Host`, `Content-Length`,
/// `Transfer-Encoding` and `Connection` are the client's own: those in `fields` are passed over, save the
/// first `Host`, which stands in place of the endpoint's.
package struct OutgoingRequest: Sendable {
    package var method: HTTPRequest.Method
    /// The request target in origin form, percent-encoded: path and query (RFC 9112 section 3.2.1).
    package var target: String
    package var fields: Fields
    package var body: ArraySlice<UInt8>
    /// Whether the request may be sent again after a kept connection broke without an answer.
    package var isIdempotent: Bool

    /// Makes a request; where nothing is said of it, the method tells whether it is idempotent.
    package init(
        method: HTTPRequest.Method,
        target: String,
        fields: Fields = [:],
        body: ArraySlice<UInt8> = [],
        isIdempotent: Bool? = nil
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
        self.isIdempotent = isIdempotent ?? method.isIdempotent
    }
}

extension HTTPRequest.Method {
    /// Whether doing it twice is doing it once (RFC 9110 section 9.2.2).
    package var isIdempotent: Bool {
        switch self {
        case .get, .head, .options, .put, .delete, .trace: true
        default: false
        }
    }
}
