import FrontEnds
import GatewayEvents
import HTTPTypes
import Messages
import Testing

/// One request sent through every front end, and what of it arrives.
struct SameRequestTests {
    private static let request = ClientRequest(
        method: "POST",
        target: "/orders/a%2Fb%20c?q=one&q=two&plus=a%2Bb+c&empty=",
        fields: [
            .host: "shop.example.com", .userAgent: "check/1", .contentType: "application/json",
            .cookie: "a=1; b=2",
            .known("Accept-Language"): "de", .known("Accept-Language"): "en", .authorization: "Bearer x",
        ],
        body: Array(#"{"text":"grün"}"#.utf8)
    )

    @Test(arguments: FrontEnd.allCases)
    func `method, body, cookies, caller and host arrive the same through every front end`(frontEnd: FrontEnd)
        throws
    {
        let request = try frontEnd.read(SameRequestTests.request)
        #expect(request.method == .post)
        #expect(Array(request.body) == SameRequestTests.request.body)
        #expect(request.fields.filter { $0.name == .cookie }.map(\.value) == ["a=1; b=2"])
        #expect(request.fields[.host] == "shop.example.com")
        #expect(request.fields[.authorization] == "Bearer x")
        #expect(request.origin.sourceAddress?.description == "203.0.113.7")
        #expect(request.origin.scheme == "https")
    }

    struct Case: CustomTestStringConvertible {
        let frontEnd: FrontEnd
        let path: RawPath
        let query: String
        let languages: [String]
        var testDescription: String { frontEnd.rawValue }
    }

    private static let sentPath = RawPath("/orders/a%2Fb%20c", .encoded)
    private static let decodedPath = RawPath("/orders/a/b c", .decoded)
    private static let sentQuery = "q=one&q=two&plus=a%2Bb+c&empty="
    private static let rebuiltQuery = "q=one&q=two&plus=a%2Bb%20c&empty="

    @Test(arguments: [
        Case(frontEnd: .rest, path: sentPath, query: rebuiltQuery, languages: ["de", "en"]),
        Case(frontEnd: .http, path: decodedPath, query: sentQuery, languages: ["de,en"]),
        Case(frontEnd: .http1, path: decodedPath, query: rebuiltQuery, languages: ["de", "en"]),
        Case(frontEnd: .url, path: sentPath, query: sentQuery, languages: ["de,en"]),
        Case(frontEnd: .alb, path: sentPath, query: "q=two&plus=a%2Bb+c&empty=", languages: ["en"]),
        Case(frontEnd: .albMultiValue, path: sentPath, query: sentQuery, languages: ["de", "en"]),
        Case(frontEnd: .lattice, path: sentPath, query: sentQuery, languages: ["de", "en"]),
    ])
    func `path, query and repeated fields differ as documented`(_ case: Case) throws {
        let request = try `case`.frontEnd.read(SameRequestTests.request)
        #expect(request.path == `case`.path)
        #expect(request.query == `case`.query)
        #expect(
            request.fields.filter { $0.name == .known("Accept-Language") }.map(\.value) == `case`.languages
        )
    }

    @Test(
        arguments: [
            ("/percent%25done", nil), ("/slash%2Fvalue", "/slash/value"),
            ("/twice%252Fvalue", "/twice/value"),
            ("/twice%2525value", "/twice%value"), ("/question%3Fvalue", "/question"), ("/%CE%BB", "/λ"),
            ("/a%2", nil),
        ] as [(String, String?)]
    )
    func `an HTTP API decodes a path twice and cuts it at a question mark`(target: String, path: String?)
        throws
    {
        let request = ClientRequest(target: target)
        #expect((FrontEnd.http.refusal(of: request) == nil) == (path != nil))
        guard let path else { return }
        #expect(try FrontEnd.http.read(request).path == RawPath(path, .decoded))
    }

    @Test(arguments: [FrontEnd.http, .http1])
    func `a named stage stands in front of an HTTP API's path and is told`(frontEnd: FrontEnd) throws {
        let event = frontEnd.event(for: ClientRequest(target: "/live/orders"), at: Deployment(stage: "live"))
        #expect(String(decoding: event, as: UTF8.self).contains(#"ath":"/live/live/orders""#))
        var reader = EventReader()
        guard case .request(let request, _) = try reader.read(event, requestID: "r") else { return }
        #expect(request.path.text == "/live/live/orders")
        #expect(request.origin.stage == "live")
        #expect(request.origin.isStageInPath)
    }
}

extension FrontEnd {
    /// What the event for a request is read as.
    func read(_ request: ClientRequest) throws -> Request {
        var reader = EventReader()
        switch try reader.read(event(for: request), requestID: "r") {
        case .request(let request, _): return request
        case .healthCheck: throw ReplyProblem("a health check")
        case .badRequest(let reason, _): throw ReplyProblem(reason)
        }
    }
}

extension FieldName {
    static let hostField = known("Host")
}
