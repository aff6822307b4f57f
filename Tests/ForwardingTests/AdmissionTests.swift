import HTTPTypes
import LocalGateway
import Logs
import Messages
import Testing

@testable import Forwarding

/// Who may pass, in the contract's order: nothing is forwarded that a later step would have refused.
@Suite(.timeLimit(.minutes(1)))
struct AdmissionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var method = HTTPRequest.Method.post
        var path = "/hook"
        var fields: Fields = [:]
        var body = "Hello, World!"
        var address: String? = "10.1.2.3"
        let status: Int
        var error: String?
        var cause: String?
        var forwarded = 0
    }

    private static let signature: Fields = [
        .known("x-hub-signature-256"):
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    ]
    private static let preflight: Fields = [
        .origin: "https://app.example.com", .accessControlRequestMethod: "POST",
    ]

    private static func table(_ backend: FakeBackend) -> String {
        """
        backends: {a: "http://127.0.0.1:\(backend.port)"}
        errors:
          unauthorized: {status: 403, headers: {x-why: "{request.id}"}, body: "go away, {request.sourceIp}"}
          noRoute: {status: 410, body: "nothing at {request.path}"}
          methodNotAllowed: {status: 404}
        routes:
          - name: hook
            match: {path: /hook, methods: POST}
            allow: {sourceIps: [10.0.0.0/8]}
            cors: {allowOrigins: ["https://app.example.com"]}
            maxBody: 13B
            via: true
            verify: {preset: github, secret: "${HOOK}"}
            backend: a
          - {name: old, match: {path: /old}, allow: {sourceIps: [10.0.0.0/8]}, redirect: {path: /hook, host: new.test}}
          - {name: gone, match: {path: /gone}, maxBody: 13B, respond: {status: 410, body: "gone: {request.path}"}}
        """
    }

    @Test(arguments: [
        Case(testDescription: "a signed request", fields: signature, status: 200, forwarded: 1),
        Case(
            testDescription: "another address, though all else is right",
            fields: signature,
            address: "192.0.2.1",
            status: 403,
            error: "forbidden",
            cause: "`allow`: no block holds 192.0.2.1"
        ),
        Case(
            testDescription: "an unknown address",
            fields: signature,
            address: nil,
            status: 403,
            error: "forbidden",
            cause: "`allow`: the caller's address is not known"
        ),
        Case(
            testDescription: "a preflight, unsigned",
            method: .options,
            fields: preflight,
            body: "",
            status: 204
        ),
        Case(
            testDescription: "a preflight from another address",
            method: .options,
            fields: preflight,
            body: "",
            address: "192.0.2.1",
            status: 403,
            error: "forbidden",
            cause: "`allow`: no block holds 192.0.2.1"
        ),
        Case(
            testDescription: "a large body, before its signature is looked at",
            body: "Hello, World!!",
            status: 413,
            error: "bodyTooLarge",
            cause: "the body has 14 bytes, `maxBody` is 13"
        ),
        Case(
            testDescription: "no signature",
            status: 403,
            error: "unauthorized",
            cause: "`verify`: the header `x-hub-signature-256` is missing"
        ),
        Case(
            testDescription: "a signature of another body",
            fields: signature,
            body: "Hello, World?",
            status: 403,
            error: "unauthorized",
            cause: "`verify`: the signature is wrong: another secret, or another body"
        ),
        Case(
            testDescription: "a request that has been here",
            fields: [.known("via"): "1.1 cache, 1.1 switchyard"],
            status: 508,
            error: "loop",
            cause: "`Via` says that the request has been here already"
        ),
        Case(
            testDescription: "another method",
            method: .put,
            fields: signature,
            status: 404,
            error: "methodNotAllowed",
            cause: "no route takes the method, only POST"
        ),
        Case(
            testDescription: "another path",
            path: "/x",
            status: 410,
            error: "noRoute",
            cause: "no route matches"
        ),
        Case(
            testDescription: "a redirect for an address that may not have it",
            path: "/old",
            address: "192.0.2.1",
            status: 403,
            error: "forbidden",
            cause: "`allow`: no block holds 192.0.2.1"
        ),
        Case(testDescription: "a redirect", path: "/old", status: 302),
        Case(testDescription: "an answer of ours", path: "/gone", status: 410),
        Case(
            testDescription: "an answer of ours to a large body",
            path: "/gone",
            body: "Hello, World!!",
            status: 413,
            error: "bodyTooLarge",
            cause: "the body has 14 bytes, `maxBody` is 13"
        ),
    ])
    func `a step that says no is the answer`(_ example: Case) async throws {
        try await FakeBackend.serving([{ _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(
                Self.table(backends[0]),
                environment: ["HOOK": "It's a Secret to Everybody"]
            )
            let outcome = await pipeline.ask(
                example.method,
                example.path,
                fields: example.fields,
                body: example.body,
                from: example.address
            )
            #expect(outcome.response.status == example.status)
            #expect(outcome.record.error == example.error)
            #expect(outcome.record.cause == example.cause)
            #expect(backends[0].count == example.forwarded)
        }
    }

    @Test func `errors are answered in the table's words`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(Self.table(backends[0]), environment: ["HOOK": "secret"])
            let refused = await pipeline.ask(.post, "/hook", from: "10.1.2.3")
            #expect(refused.text == "403 go away, 10.1.2.3")
            #expect(refused.response.fields[.known("x-why")] == "request-1")
            #expect(await pipeline.ask(.get, "/x%7E").text == "410 nothing at /x~")
            let other = await pipeline.ask(.get, "/hook", from: "10.1.2.3")
            #expect(other.response.status == 404 && other.response.fields[.allow] == "POST")
        }
    }

    @Test func `scripts may read refusals too, and the log says what was made of the origin`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(Self.table(backends[0]), environment: ["HOOK": "secret"])
            let origin: Fields = [.origin: "https://app.example.com"]
            let refused = await pipeline.ask(.post, "/hook", fields: origin, from: "10.1.2.3")
            #expect(refused.response.fields[.accessControlAllowOrigin] == "https://app.example.com")
            #expect(refused.record.notes == ["cors: origin allowed"])
            let answered = await pipeline.ask(
                .options,
                "/hook",
                fields: Self.preflight,
                body: "",
                from: "10.1.2.3"
            )
            #expect(answered.record.notes == ["cors: preflight answered, origin allowed"])
        }
    }

    @Test func `a preflight is the backend's where the route has no rules for it`() async throws {
        try await FakeBackend.serving([{ _, _ in .status(204) }]) { backends in
            let pipeline = try Pipeline(
                """
                backends: {a: "http://127.0.0.1:\(backends[0].port)"}
                routes: [{match: {path: /, methods: POST}, backend: a}]
                """
            )
            #expect(
                await pipeline.ask(.options, "/", fields: Self.preflight, body: "").response.status == 204
            )
            #expect(backends[0].seen.map(\.method) == ["OPTIONS"])
        }
    }

    @Test func `weights share out requests, by backend and by endpoint`() async throws {
        try await FakeBackend.serving(Array(repeating: { _, _ in .ok }, count: 3)) { backends in
            let pipeline = try Pipeline(
                """
                backends:
                  old:
                    endpoints:
                      - {url: "http://127.0.0.1:\(backends[0].port)", weight: 3}
                      - {url: "http://127.0.0.1:\(backends[1].port)"}
                  new: "http://127.0.0.1:\(backends[2].port)"
                routes: [{backends: [{name: old, weight: 4}, {name: new, weight: 1}]}]
                """
            )
            for _ in 0..<1000 { _ = await pipeline.ask() }
            for (count, share) in zip(backends.map(\.count), [600, 200, 200]) {
                #expect(abs(count - share) <= share * 3 / 100)
            }
        }
    }

    @Test func `no secret is in what the log gets`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(Self.table(backends[0]), environment: ["HOOK": "hush-hush"])
            for fields in [Self.signature, [:], [.known("x-hub-signature-256"): "hush-hush"]] {
                let outcome = await pipeline.ask(
                    .post,
                    "/hook",
                    fields: fields,
                    body: "body",
                    from: "10.1.2.3"
                )
                var dumped = ""
                dump(outcome, to: &dumped)
                #expect(!dumped.contains("hush-hush"))
            }
        }
    }
}
