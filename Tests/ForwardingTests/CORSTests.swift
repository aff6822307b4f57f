import HTTPTypes
import Messages
import Routing
import Testing

@testable import Forwarding

struct CORSTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var cors: CORS
        var request: Fields
        /// Fields that the backend sends.
        var answer: Fields = [:]
        /// The answer's fields, one a line.
        let fields: String
    }

    private static let app = "https://app.example.com"
    private static let exact = CORS.Origin.exact(app)
    private static let sub = CORS.Origin.subdomains(scheme: "https://", suffix: ".example.com")

    @Test(arguments: [
        Case(
            testDescription: "an allowed origin gets what is granted",
            cors: CORS(
                allowOrigins: [exact],
                allowMethods: [.get, .put],
                allowHeaders: ["content-type", "x-order-id"],
                maxAge: .seconds(600)
            ),
            request: [.origin: app, .accessControlRequestMethod: "PUT"],
            fields: """
                Vary: Origin
                Access-Control-Allow-Origin: https://app.example.com
                Access-Control-Allow-Methods: GET, PUT
                Access-Control-Allow-Headers: content-type, x-order-id
                Access-Control-Max-Age: 600
                """
        ),
        Case(
            testDescription: "another origin gets nothing, and caches are told why",
            cors: CORS(allowOrigins: [exact], allowHeaders: ["x-order-id"]),
            request: [.origin: "https://evil.example.com"],
            fields: "Vary: Origin"
        ),
        Case(
            testDescription: "any origin, without credentials, is a star and does not vary",
            cors: CORS(allowOrigins: [.any], allowHeaders: ["*"]),
            request: [.origin: app],
            fields: """
                Access-Control-Allow-Origin: *
                Access-Control-Allow-Methods: GET, HEAD, POST
                Access-Control-Allow-Headers: *
                """
        ),
        Case(
            testDescription: "with credentials no star goes out",
            cors: CORS(allowOrigins: [exact], allowHeaders: ["*"], allowCredentials: true),
            request: [.origin: app, .accessControlRequestHeaders: "authorization,x-a"],
            fields: """
                Vary: Origin
                Access-Control-Allow-Origin: https://app.example.com
                Access-Control-Allow-Credentials: true
                Access-Control-Allow-Methods: GET, HEAD, POST
                Access-Control-Allow-Headers: authorization,x-a
                """
        ),
        Case(
            testDescription: "with credentials any origin is named, never a star",
            cors: CORS(allowOrigins: [.any], allowCredentials: true),
            request: [.origin: app],
            fields: """
                Vary: Origin
                Access-Control-Allow-Origin: https://app.example.com
                Access-Control-Allow-Credentials: true
                Access-Control-Allow-Methods: GET, HEAD, POST
                """
        ),
        Case(
            testDescription: "a part of a second is none",
            cors: CORS(allowOrigins: [.any], maxAge: .milliseconds(1500)),
            request: [.origin: "null"],
            fields: """
                Access-Control-Allow-Origin: *
                Access-Control-Allow-Methods: GET, HEAD, POST
                Access-Control-Max-Age: 1
                """
        ),
    ])
    func `a preflight is answered by what the route grants`(_ example: Case) {
        let (response, _) = example.cors.preflightAnswer(to: example.request)
        #expect(response.status == 204 && response.body.isEmpty)
        #expect(response.fields.lines == example.fields)
    }

    @Test(arguments: [
        Case(
            testDescription: "what the backend grants is replaced",
            cors: CORS(allowOrigins: [exact], exposeHeaders: ["x-order-id"]),
            request: [.origin: app],
            answer: [.accessControlAllowOrigin: "*", .contentType: "text/plain"],
            fields: """
                Content-Type: text/plain
                Vary: Origin
                Access-Control-Allow-Origin: https://app.example.com
                Access-Control-Expose-Headers: x-order-id
                """
        ),
        Case(
            testDescription: "what the backend grants to a refused origin is taken away",
            cors: CORS(allowOrigins: [exact]),
            request: [.origin: "https://evil.test"],
            answer: [.accessControlAllowOrigin: "https://evil.test"],
            fields: "Vary: Origin"
        ),
        Case(
            testDescription: "a request of no script varies too",
            cors: CORS(allowOrigins: [exact]),
            request: [:],
            answer: [.vary: "Accept-Encoding"],
            fields: """
                Vary: Accept-Encoding
                Vary: Origin
                """
        ),
        Case(
            testDescription: "an answer that varies by origin already says it once",
            cors: CORS(allowOrigins: [exact]),
            request: [:],
            answer: [.vary: "Accept, origin"],
            fields: "Vary: Accept, origin"
        ),
        Case(
            testDescription: "a star is for requests without an origin as well",
            cors: CORS(allowOrigins: [.any]),
            request: [:],
            fields: "Access-Control-Allow-Origin: *"
        ),
        Case(
            testDescription: "with credentials the answer's own names are exposed, not a star",
            cors: CORS(allowOrigins: [exact], exposeHeaders: ["*"], allowCredentials: true),
            request: [.origin: app],
            answer: [.contentType: "text/plain"],
            fields: """
                Content-Type: text/plain
                Vary: Origin
                Access-Control-Allow-Origin: https://app.example.com
                Access-Control-Allow-Credentials: true
                Access-Control-Expose-Headers: Content-Type, Vary, Access-Control-Allow-Origin, \
                Access-Control-Allow-Credentials
                """
        ),
    ])
    func `an answer says who may read it`(_ example: Case) {
        var response = Response(status: 200, fields: example.answer)
        _ = example.cors.apply(to: &response, for: example.request)
        #expect(response.fields.lines == example.fields)
    }

    @Test(arguments: [
        (exact, app, true), (exact, "HTTPS://APP.example.com", true),
        (exact, "http://app.example.com", false),
        (exact, "https://app.example.com:8443", false), (exact, "https://app.example.com.evil.test", false),
        (exact, "null", false), (sub, "https://a.example.com", true), (sub, "https://a.b.example.com", true),
        (sub, "https://example.com", false), (sub, "https://.example.com", false),
        (sub, "https://evilexample.com", false), (sub, "http://a.example.com", false),
        (sub, "https://evil.test/.example.com", false), (sub, "https://a..example.com", false),
        (sub, "https://user@x.example.com", false), (.any, "null", true),
    ])
    func `an origin matches whole`(_ pattern: CORS.Origin, _ origin: String, _ isAllowed: Bool) {
        #expect(CORS(allowOrigins: [pattern]).allows(origin: origin) == isAllowed)
    }

    @Test func `two origins are none`() {
        var fields = Fields()
        fields.append(Field(name: .origin, value: CORSTests.app))
        fields.append(Field(name: .origin, value: "https://evil.test"))
        let (response, outcome) = CORS(allowOrigins: [CORSTests.exact]).preflightAnswer(to: fields)
        #expect(outcome == .absent && response.fields.lines == "Vary: Origin")
    }
}

extension Fields {
    /// `Name: value`, one a line.
    var lines: String { map { "\($0.name.rawName): \($0.value)" }.joined(separator: "\n") }
}
