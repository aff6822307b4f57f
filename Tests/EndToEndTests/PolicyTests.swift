import Messages
import FrontEnds
import HTTPTypes
import LocalGateway
import Synchronization
import Testing

/// What routes can say beyond where a request goes, through the real bootstrap, with a real nginx and servers of
/// ours that fail on demand and count.
@Suite(.serialized, .timeLimit(.minutes(5)), .needsNginx, .needsBootstrap)
struct PolicyTests {
    /// A function with a table made of two ports: nginx, which answers `nginx`, and the servers.
    private func world(
        _ servers: [FakeBackend.Behaviour],
        table: @Sendable (_ nginx: Int, _ servers: [FakeBackend]) -> String,
        environment: @Sendable (_ servers: [FakeBackend]) -> [String: String] = { _ in [:] },
        _ body: @Sendable (Function, [FakeBackend]) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try await FakeBackend.serving(servers) { servers in
                try await Nginx.serving("location / { return 200 nginx; }", in: folder) { nginx in
                    let table = table(nginx.port, servers)
                    try await Function.serving(table, environment: environment(servers), in: folder) {
                        try await body($0, servers)
                    }
                }
            }
        }
    }

    @Test func `ten thousand requests are shared out as the weights say, within three in a hundred`()
        async throws
    {
        try await world(
            [{ _, _ in .text("ours") }],
            table: { nginx, servers in
                """
                backends: {nginx: "http://127.0.0.1:\(nginx)", ours: "http://127.0.0.1:\(servers[0].port)"}
                routes: [{backends: [{name: nginx, weight: 9}, {name: ours, weight: 1}]}]
                """
            }
        ) { (function, servers) async throws in
            var counts: [String: Int] = [:]
            for number in 0..<10_000 { counts[try await function.send(number: number).text, default: 0] += 1 }
            #expect((970...1030).contains(servers[0].count))
            #expect(counts == ["nginx": 10_000 - servers[0].count, "ours": servers[0].count])
        }
    }

    @Test func `a GET is sent again exactly as often as the table says, a POST never`() async throws {
        try await world(
            [{ _, seen in seen.target == "/close" ? .closing : Answer(status: 503, closes: true) }],
            table: { _, servers in
                """
                backends: {a: "http://127.0.0.1:\(servers[0].port)"}
                routes: [{backend: a, retry: {attempts: 3, codes: [503], backoff: 1ms}}]
                """
            }
        ) { (function, servers) async throws in
            #expect(try await function.send("GET", "/").status == 503)
            #expect(servers[0].count == 4)
            #expect(try await function.send("GET", "/close").status == 502)
            #expect(servers[0].count == 8)
            #expect(try await function.send("POST", "/", body: "order").status == 503)
            #expect(try await function.send("POST", "/close", body: "order").status == 502)
            #expect(servers[0].count == 10)
            #expect(servers[0].seen.suffix(2).map(\.method) == ["POST", "POST"])
        }
    }

    @Test func `a mirror that never answers delays nothing`() async throws {
        try await world(
            [{ _, _ in Answer(status: 200, delay: .seconds(120)) }],
            table: { nginx, servers in
                """
                backends: {nginx: "http://127.0.0.1:\(nginx)", shadow: "http://127.0.0.1:\(servers[0].port)"}
                routes: [{backend: nginx, mirror: {backend: shadow}}]
                """
            }
        ) { (function, servers) async throws in
            let start = ContinuousClock.now
            for number in 0..<20 {
                let body = String(repeating: "x", count: 100_000)
                #expect(try await function.send("POST", "/", body: body, number: number).text == "nginx")
            }
            #expect(ContinuousClock.now - start < .seconds(20))
            while servers[0].count < 20 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(servers[0].seen.allSatisfy { $0.body.count == 100_000 })
        }
    }

    @Test func `an endpoint that fails is left out, and comes back`() async throws {
        let isBroken = Mutex(true)
        try await world(
            [{ _, _ in isBroken.withLock(\.self) ? .closing : .text("ours") }],
            table: { nginx, servers in
                """
                backends:
                  a:
                    endpoints: [{url: "http://127.0.0.1:\(nginx)"}, {url: "http://127.0.0.1:\(servers[0].port)"}]
                    eject: {failures: 3, for: 2s}
                routes: [{backend: a, retry: {attempts: 1, backoff: 0s}}]
                """
            }
        ) { (function, servers) async throws in
            let start = ContinuousClock.now
            while servers[0].count < 3 { #expect(try await function.send().text == "nginx") }
            for _ in 0..<50 { #expect(try await function.send().text == "nginx") }
            if ContinuousClock.now - start < .seconds(2) { #expect(servers[0].count == 3) }
            isBroken.withLock { $0 = false }
            while try await function.send().text != "ours" {}
            let before = servers[0].count
            for _ in 0..<20 { _ = try await function.send() }
            #expect((9...11).contains(servers[0].count - before))
        }
    }

    @Test func `GitHub's documented example passes, whatever else does not`() async throws {
        try await world(
            [],
            table: { nginx, _ in
                """
                backends: {nginx: "http://127.0.0.1:\(nginx)"}
                routes: [{backend: nginx, verify: {preset: github, secret: "${HOOK}"}}]
                """
            },
            environment: { _ in ["HOOK": "It's a Secret to Everybody"] }
        ) { (function, _) async throws in
            let code = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
            let signed: Fields = [.hubSignature: "sha256=\(code)", .contentType: "text/plain"]
            #expect(
                try await function.send("POST", "/", fields: signed, body: "Hello, World!").text == "nginx"
            )
            let binary: Fields = [
                .hubSignature: "sha256=\(code)", .contentType: "application/octet-stream",
            ]
            #expect(
                try await function.send("POST", "/", fields: binary, body: "Hello, World!").text == "nginx"
            )
            #expect(try await function.send("POST", "/", fields: signed, body: "Hello, World?").status == 401)
            #expect(try await function.send("POST", "/", body: "Hello, World!").status == 401)
            _ = try await function.line(with: "the signature is wrong")
            _ = try await function.line(with: "`x-hub-signature-256` is missing")
            let log = String(decoding: contents(of: function.log) ?? [], as: UTF8.self)
            #expect(!log.contains("Secret to Everybody"))
        }
    }

    @Test func `a secret of AWS's extension is read when needed, and again when it was rotated`() async throws
    {
        let current = Mutex("first-secret")
        try await world(
            [
                { number, _ in
                    guard number > 2 else { return .status(503) }
                    return .text(#"{"SecretString": "\#(current.withLock(\.self))"}"#)
                }
            ],
            table: { nginx, _ in
                """
                backends: {nginx: "http://127.0.0.1:\(nginx)"}
                routes: [{backend: nginx, verify: {token: {header: x-key}, secret: "secretsmanager://hook"}}]
                """
            },
            environment: {
                [
                    "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT": "\($0[0].port)",
                    "AWS_SESSION_TOKEN": "session-token",
                ]
            }
        ) { (function, servers) async throws in
            #expect(try await function.send(fields: [.key: "first-secret"]).text == "nginx")
            #expect(servers[0].count == 3)
            current.withLock { $0 = "second-secret" }
            #expect(try await function.send(fields: [.key: "second-secret"]).text == "nginx")
            #expect(try await function.send(fields: [.key: "first-secret"]).status == 401)
            #expect(servers[0].count == 4)
            _ = try await function.line(with: "unauthorized")
            let log = String(decoding: contents(of: function.log) ?? [], as: UTF8.self)
            #expect(!log.contains("-secret") && !log.contains("session-token"))
        }
    }
}

extension FieldName {
    fileprivate static var hubSignature: Self { Self("X-Hub-Signature-256") ?? .contentType }
    fileprivate static var key: Self { Self("X-Key") ?? .contentType }
}
