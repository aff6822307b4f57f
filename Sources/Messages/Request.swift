package import HTTPTypes

/// A request as the client sent it, as far as the front end tells; nothing in it is normalised yet.
package struct Request: Sendable {
    /// The invocation's request id; `{request.id}` in templates and `requestId` in our own answers.
    package var id: String
    package var method: HTTPRequest.Method
    package var path: RawPath
    /// What stood behind the `?`, percent-encoded as sent and without the `?`; nil where there was none.
    package var query: String?
    /// All header fields in their order, repeats and `Host` among them; cookies stand in one `Cookie` field.
    package var fields: Fields
    /// The decoded body; empty where the event has none.
    package var body: ArraySlice<UInt8>
    package var origin: RequestOrigin

    package init(
        id: String,
        method: HTTPRequest.Method,
        path: RawPath,
        query: String? = nil,
        fields: Fields = [:],
        body: ArraySlice<UInt8> = [],
        origin: RequestOrigin = RequestOrigin()
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.origin = origin
    }
}

/// A path before the one-path rules, with what the front end already did to it.
package struct RawPath: Sendable, Hashable {
    /// Whether the front end has decoded the path.
    package enum Form: Sendable, Hashable {
        /// Percent-encoded as the client sent it: REST API, Function URL, ALB, Lattice.
        case encoded
        /// Decoded once already, so that every `%` in it is data: HTTP API.
        case decoded
    }

    package var text: String
    package var form: Form

    package init(_ text: String, _ form: Form = .encoded) {
        self.text = text
        self.form = form
    }
}

/// Who sent a request, and to where; only what the front end vouches for.
package struct RequestOrigin: Sendable {
    /// `https` or `http`; `https` where the front end does not tell.
    package var scheme: String
    /// The host that the front end names (its domain), for events without a `Host` field; no port.
    package var domainName: String?
    /// The port that the client spoke to, where the front end tells.
    package var port: Int?
    /// The caller's address; nil where unknown or no address.
    package var sourceAddress: IPAddress?
    /// The deployment stage of an API Gateway event.
    package var stage: String?
    /// Whether the front end puts the stage before the path: an HTTP API on its execute-api domain.
    package var isStageInPath: Bool
    /// Whether the front end took the stage from the path, and the client has to write it: a REST API on its
    /// execute-api domain.
    package var isStageRemoved: Bool
    /// What an authorizer or a client certificate established: flat names such as `claims.sub`.
    package var identity: [String: String]

    package init(
        scheme: String = "https",
        domainName: String? = nil,
        port: Int? = nil,
        sourceAddress: IPAddress? = nil,
        stage: String? = nil,
        isStageInPath: Bool = false,
        isStageRemoved: Bool = false,
        identity: [String: String] = [:]
    ) {
        self.scheme = scheme
        self.domainName = domainName
        self.port = port
        self.sourceAddress = sourceAddress
        self.stage = stage
        self.isStageInPath = isStageInPath
        self.isStageRemoved = isStageRemoved
        self.identity = identity
    }
}
