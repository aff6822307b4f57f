import Messages
import GatewayEvents
import HTTPTypes

/// The event of a REST API, or of an HTTP API in payload 1.0.
struct VersionOneEvent {
    let sent: SentRequest
    let deployment: Deployment
    /// Whether it is a REST API's.
    let isREST: Bool

    var value: JSONValue {
        let headers = headers
        let query = ValueLists(sent.decodedParameters)
        let body = body
        var members: [(String, JSONValue)] = isREST ? [] : [("version", "1.0")]
        members += [
            ("resource", resource == "/" ? "/" : "/{proxy+}"),
            ("path", .text(path)),
            ("httpMethod", .text(sent.request.method)),
            ("headers", headers.lastValues),
            ("multiValueHeaders", headers.all),
            ("queryStringParameters", query.isEmpty ? .null : query.lastValues),
            ("multiValueQueryStringParameters", query.isEmpty ? .null : query.all),
            ("pathParameters", resource == "/" ? .null : .members([("proxy", .text(resource.dropFirst()))])),
            ("stageVariables", .null),
            ("requestContext", context),
            ("body", body.text),
            ("isBase64Encoded", .bool(body.isBase64)),
        ]
        return .members(members)
    }

    /// The path that the API's resources see.
    private var resource: String { isREST ? sent.path : TwiceDecodedPath(sent.path).text }

    private var path: String {
        isREST || deployment.stage == "$default" ? resource : "/" + deployment.stage + resource
    }

    /// Names as they were sent, but for those that the front end writes itself.
    private var headers: ValueLists {
        let fields = sent.request.fields.filter { !isDropped($0.name.canonicalName) }
        var headers = ValueLists(fields.lazy.map { (name: $0.name.rawName, value: $0.value) })
        headers.set("X-Amzn-Trace-Id", deployment.traceID)
        headers.set("X-Forwarded-For", sent.forwardedFor)
        headers.set("X-Forwarded-Port", "443")
        headers.set("X-Forwarded-Proto", "https")
        if sent.values("host").isEmpty { headers.set("Host", deployment.domainName) }
        return headers
    }

    private func isDropped(_ name: String) -> Bool {
        isREST ? VersionOneEvent.droppedByREST.contains(name) : HopByHop.names.contains(name)
    }

    private static let droppedByREST: Set<String> = [
        "connection", "content-length", "content-md5", "expect", "keep-alive", "max-forwards",
        "proxy-authenticate", "proxy-connection", "server", "te", "trailer", "transfer-encoding", "upgrade",
        "www-authenticate",
    ]

    private var body: EventBody {
        guard isREST else { return EventBody(of: sent) }
        guard !sent.request.body.isEmpty else { return .none }
        let type = MediaType(sent.values("content-type").last ?? "application/json")
        let isBinary = deployment.binaryMediaTypes.contains { type.isCovered(by: MediaType($0)) }
        return EventBody(sent.request.body, isBinary: isBinary)
    }

    private var context: JSONValue {
        let stage = isREST ? deployment.restStage : deployment.stage
        return .members([
            ("accountId", "123456789012"),
            ("apiId", .text(deployment.domainPrefix)),
            ("authorizer", authorizer),
            ("domainName", .text(deployment.domainName)),
            ("domainPrefix", .text(deployment.domainPrefix)),
            ("extendedRequestId", "ATfSdF7nPHcErRA="),
            ("httpMethod", .text(sent.request.method)),
            ("identity", identity),
            ("path", .text(isREST ? "/" + stage + path : path)),
            ("protocol", "HTTP/1.1"),
            ("requestId", .text(deployment.requestID)),
            ("requestTime", .text(deployment.requestTime)),
            ("requestTimeEpoch", .number("\(deployment.time)")),
            ("resourceId", "al6gqb"),
            ("resourcePath", resource == "/" ? "/" : "/{proxy+}"),
            ("stage", .text(stage)),
        ])
    }

    private var authorizer: JSONValue {
        deployment.claims.isEmpty ? .null : .members([("claims", deployment.claimsMap)])
    }

    private var identity: JSONValue {
        let absent = [
            "accessKey", "accountId", "apiKey", "apiKeyId", "caller", "cognitoAuthenticationProvider",
            "cognitoAuthenticationType", "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId",
            "user",
            "userArn",
        ]
        return .members(
            absent.map { ($0, .null) } + [
                ("sourceIp", .text(sent.request.sourceIP)),
                ("userAgent", sent.userAgent.isEmpty ? .null : .text(sent.userAgent)),
            ]
        )
    }
}

/// What an HTTP API makes of a path: it decodes it, cuts it at a `?`, and decodes it once more.
struct TwiceDecodedPath {
    /// The path; as far as it could be decoded where `isRefused`.
    let text: String
    /// Whether an escape in it is broken, so that the client gets a 400.
    let isRefused: Bool

    init(_ path: String) {
        let once = PercentText.decoded(path)
        let cut = (once ?? path).prefix { $0 != "?" }
        let twice = once == nil ? nil : PercentText.decoded(String(cut))
        text = twice ?? String(cut)
        isRefused = twice == nil
    }
}

/// Fields that end at each connection (RFC 9110 section 7.6.1).
enum HopByHop {
    static let names: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]
}

extension Deployment {
    var traceID: String {
        let hex = String(time / 1000, radix: 16)
        return "Root=1-\(hex)-536f3e792f6be9b44c1f46fa"
    }

    var claimsMap: JSONValue { .members(claims.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }) }
}
