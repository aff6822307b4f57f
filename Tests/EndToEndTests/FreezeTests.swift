import FaultServers
import FrontEnds
import Glibc
import HTTPTypes
import LocalGateway
import Testing

/// Lambda freezes the process between invocations; connections die meanwhile, and nobody tells it.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsBootstrap)
struct FreezeTests {
    static let methods = ["GET", "POST"]

    private func serving(
        _ server: FaultServer,
        keepAlive: String = "30s",
        _ body: @Sendable (Function) async throws -> Void
    ) async throws {
        let table = """
            backends: {one: {url: "http://127.0.0.1:\(server.port)", keepAlive: \(keepAlive)}}
            routes: [{backend: one}]
            """
        try await TemporaryFolder.with { try await Function.serving(table, in: $0, body) }
    }

    @Test(
        arguments: methods,
        [(FaultServer.Step.close, false), (.close, true), (.reset, false), (.reset, true)]
    )
    func `a connection that the backend ended during the freeze is replaced before anything is sent`(
        _ method: String,
        _ ending: (how: FaultServer.Step, comesLast: Bool)
    ) async throws {
        let server = try FaultServer([.read, .send(FaultServer.ok), .awaitSignal, ending.how])
        defer { server.stop() }
        try await serving(server) { function in
            #expect(try await function.ask("POST", "/first").text == "200 ok")
            let outcome = try await function.thawing(method, "/second", asksFirst: ending.comesLast) {
                server.signal()
                while server.isConnected { try await Task.sleep(for: .milliseconds(2)) }
            }
            #expect(outcome.text == "200 ok", "\(outcome.line)")
            #expect(outcome.line["reused"] == "false")
            #expect(outcome.line["attempts"] == "1")
            #expect(server.requests.count { $0.contains("/second") } == 1)
            #expect(try await function.ask(method, "/third").line["reused"] == "true")
        }
    }

    @Test(arguments: methods)
    func `a connection that lives is used after the freeze`(_ method: String) async throws {
        let server = try FaultServer()
        defer { server.stop() }
        try await serving(server) { function in
            #expect(try await function.ask("POST", "/first").text == "200 ok")
            let outcome = try await function.thawing(method, "/second") {}
            #expect(outcome.text == "200 ok")
            #expect(outcome.line["reused"] == "true")
            #expect(server.connections == 1)
        }
    }

    @Test(arguments: methods)
    func `a connection whose time ran out during the freeze is not used, though it lives`(
        _ method: String
    ) async throws {
        let server = try FaultServer()
        defer { server.stop() }
        try await serving(server, keepAlive: "1s") { function in
            #expect(try await function.ask("POST", "/first").text == "200 ok")
            let outcome = try await function.thawing(method, "/second") {
                try await Task.sleep(for: .milliseconds(1100))
            }
            #expect(outcome.text == "200 ok")
            #expect(outcome.line["reused"] == "false")
            #expect(outcome.line["attempts"] == "1")
            #expect(server.connections == 2)
        }
    }

    @Test(arguments: methods)
    func `a backend that was replaced on its port during the freeze is found`(_ method: String) async throws {
        let server = try FaultServer()
        try await serving(server) { function in
            #expect(try await function.ask("POST", "/first").text == "200 ok")
            let next = try await function.freezing { () async throws -> FaultServer in
                server.stop()
                while server.isConnected { try await Task.sleep(for: .milliseconds(2)) }
                return try await FaultServer.retrying(port: server.port)
            }
            defer { next.stop() }
            let outcome = try await function.ask(method, "/second")
            #expect(outcome.text == "200 ok", "\(outcome.line)")
            #expect(outcome.line["reused"] == "false")
            #expect(outcome.line["attempts"] == "1")
            #expect(next.requestCount == 1)
        }
    }

    /// The old backend's host lost its power: no FIN came, and whoever has the address now knows no such connection.
    @Test(
        .enabled(if: Sockets.maySilence, "only root may let a connection end without a word"),
        arguments: methods
    )
    func `a connection that is half dead costs a GET an attempt, and a POST is not sent twice`(
        _ method: String
    ) async throws {
        let server = try FaultServer([.read, .send(FaultServer.ok), .awaitSignal, .vanish])
        defer { server.stop() }
        try await serving(server) { function in
            #expect(try await function.ask("POST", "/first").text == "200 ok")
            let outcome = try await function.thawing(method, "/second") {
                server.signal()
                while server.isConnected { try await Task.sleep(for: .milliseconds(2)) }
            }
            if method == "GET" {
                #expect(outcome.text == "200 ok", "\(outcome.line)")
                #expect(outcome.line["attempts"] == "2")
                #expect(outcome.line["reused"] == "false")
                #expect(server.requests.count { $0.contains("/second") } == 1)
            } else {
                #expect(outcome.response.status == 502)
                #expect(outcome.line["attempts"] == "1")
                #expect(outcome.line["reused"] == "true")
                #expect(
                    outcome.line["cause"]
                        == "the connection broke without an answer: Connection reset by peer"
                )
                #expect(server.requests.count { $0.contains("/second") } == 0)
            }
            #expect(try await function.ask(method, "/third").text == "200 ok")
        }
    }
}

extension FaultServer {
    /// One on a port that the last one may be about to leave.
    static func retrying(port: Int) async throws -> FaultServer {
        for _ in 0..<100 {
            if let server = try? FaultServer(port: port) { return server }
            try await Task.sleep(for: .milliseconds(10))
        }
        return try FaultServer(port: port)
    }
}
