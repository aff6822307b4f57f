import HTTPTypes
import Messages
import Routing
import Testing

struct PolicyStepsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var method = HTTPRequest.Method.post
        var fields: HTTPFields = [:]
        var address = "10.1.2.3"
        var body = "body"
        var denial: ErrorKind?
        let lines: String
    }

    private static let table = """
        version: 1
        backends:
          users:
            endpoints: [{url: "http://10.0.1.20:8080", weight: 3}, {url: "http://10.0.2.20:8080"}]
            eject: {failures: 3, for: 30s}
            retry: {attempts: 2, codes: [503], on: [connectFailure, reset]}
          next: http://10.0.1.30:8080
        routes:
          - match: {path: /users, methods: [GET, POST]}
            allow: {sourceIps: [10.0.0.0/8]}
            cors: {allowOrigins: ["https://app.example.com"]}
            maxBody: 4B
            via: true
            verify: {preset: github, secrets: ["${HOOK}", "secretsmanager://hook"]}
            backends: [{name: users, weight: 9}, {name: next}]
            mirror: {backend: next, percent: 10}
        """

    @Test(arguments: [
        Case(
            testDescription: "a request that passes",
            method: .get,
            lines: """
                allow: 10.1.2.3 may call
                cors: says who may read the answer
                maxBody: 4 of 4 bytes
                verify: GitHub's signature in `x-hub-signature-256`, made with (secret) or secretsmanager://hook
                backends: `users` 9 in 10, `next` 1 in 10
                endpoints of `users`: http://10.0.1.20:8080 3 in 4, http://10.0.2.20:8080 1 in 4
                eject: an endpoint of `users` for 30.0 seconds after 3 failures
                retry of `users`: up to 2 times more after connectFailure, reset, 503
                mirror: `next` gets a copy of 10 in 100 requests
                """
        ),
        Case(
            testDescription: "another address",
            address: "192.0.2.1",
            denial: .forbidden,
            lines: "allow: no block holds 192.0.2.1"
        ),
        Case(
            testDescription: "a large body",
            body: "bodies",
            denial: .bodyTooLarge,
            lines: """
                allow: 10.1.2.3 may call
                cors: says who may read the answer
                maxBody: the body has 6 bytes, 4 are allowed
                """
        ),
        Case(
            testDescription: "a request that came back",
            fields: [.known("via"): "1.1 switchyard"],
            denial: .loop,
            lines: """
                allow: 10.1.2.3 may call
                cors: says who may read the answer
                via: the request has been here already
                """
        ),
        Case(
            testDescription: "a preflight",
            method: .options,
            fields: [.origin: "https://app.example.com", .accessControlRequestMethod: "GET"],
            lines: """
                allow: 10.1.2.3 may call
                cors: a preflight, answered here
                """
        ),
    ])
    func `each policy says what it does, up to the one that says no`(_ example: Case) throws {
        let table = try RouteTable.load(
            Array(Self.table.utf8),
            named: "routes.yml",
            variables: Variables(["HOOK": "hush-hush"])
        )
        var request = Request(
            id: "r",
            method: example.method,
            path: RawPath("/users"),
            fields: example.fields
        )
        request.body = Array(example.body.utf8)[...]
        request.origin.sourceAddress = IPAddress(example.address)
        guard case .matched(let selection) = Router(table).decide(request) else {
            Issue.record("no route matches")
            return
        }
        let steps = PolicySteps(selection)
        #expect(steps.lines.joined(separator: "\n") == example.lines)
        #expect(steps.denial == example.denial)
    }
}
