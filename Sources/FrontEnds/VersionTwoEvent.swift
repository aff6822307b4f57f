import Messages
import GatewayEvents
import HTTPTypes

/// The event of an HTTP API in payload 2.0, or of a function URL.
struct VersionTwoEvent {
    let sent: SentRequest
    let deployment: Deployment
    /// Whether it is a function URL's.
    let isURL: Bool

    var value: JSONValue {
        let query = ValueLists(sent.decodedParameters)
        let body = EventBody(of: sent)
        var members: [(String, JSONValue)] = [
            ("version", "2.0"),
            ("routeKey", "$default"),
            ("rawPath", .text(rawPath)),
            ("rawQueryString", .text(sent.query)),
        ]
        if !cookies.isEmpty { members.append(("cookies", .texts(cookies))) }
        members.append(("headers", headers.joined))
        if !query.isEmpty { members.append(("queryStringParameters", query.joined)) }
        members.append(("requestContext", context))
        if body.text != .null { members.append(("body", body.text)) }
        members.append(("isBase64Encoded", .bool(body.isBase64)))
        return .members(members)
    }

    private var rawPath: String {
        guard !isURL else { return sent.path }
        let path = TwiceDecodedPath(sent.path).text
        return deployment.stage == "$default" ? path : "/" + deployment.stage + path
    }

    private var cookies: [String] {
        sent.values("cookie").flatMap { value in
            value.split(separator: ";").map { String($0.drop { $0 == " " }) }
        }
    }

    private var headers: ValueLists {
        var headers = ValueLists([])
        for field in sent.request.fields {
            let name = field.name.canonicalName
            guard !HopByHop.names.contains(name), isURL || name != "cookie" else { continue }
            headers.add(name, field.value)
        }
        headers.set("x-amzn-trace-id", deployment.traceID)
        headers.set("x-forwarded-for", sent.forwardedFor)
        headers.set("x-forwarded-port", "443")
        headers.set("x-forwarded-proto", "https")
        if sent.values("host").isEmpty { headers.set("host", domainName) }
        if sent.values("content-length").isEmpty, !sent.request.body.isEmpty {
            headers.set("content-length", "\(sent.request.body.count)")
        }
        return headers
    }

    private var domainName: String {
        isURL ? "\(deployment.domainPrefix).lambda-url.eu-west-1.on.aws" : deployment.domainName
    }

    private var context: JSONValue {
        var members: [(String, JSONValue)] = [
            ("accountId", isURL ? "anonymous" : "123456789012"),
            ("apiId", .text(deployment.domainPrefix)),
            ("domainName", .text(domainName)),
            ("domainPrefix", .text(deployment.domainPrefix)),
            (
                "http",
                .members([
                    ("method", .text(sent.request.method)),
                    ("path", .text(isURL ? PercentText.decoded(sent.path) ?? sent.path : rawPath)),
                    ("protocol", "HTTP/1.1"),
                    ("sourceIp", .text(sent.request.sourceIP)),
                    ("userAgent", .text(sent.userAgent)),
                ])
            ),
            ("requestId", .text(deployment.requestID)),
            ("routeKey", "$default"),
            ("stage", isURL ? "$default" : .text(deployment.stage)),
            ("time", .text(deployment.requestTime)),
            ("timeEpoch", .number("\(deployment.time)")),
        ]
        if !isURL, !deployment.claims.isEmpty {
            let jwt = JSONValue.members([("claims", deployment.claimsMap), ("scopes", .null)])
            members.insert(("authorizer", .members([("jwt", jwt)])), at: 2)
        }
        return .members(members)
    }
}
