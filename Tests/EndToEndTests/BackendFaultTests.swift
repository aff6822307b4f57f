import Messages
import FaultServers
import FrontEnds
import HTTPTypes
import Testing

/// What becomes of a backend's fault: the client's answer, the line of the log, how often the backend saw the
/// request, and that the next request works.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsBootstrap)
struct BackendFaultTests {
    @Test(arguments: Fault.endings + Fault.nonsense + Fault.oddities + Fault.delays, ["GET", "POST"])
    func `a fault has its answer and its line, is seen once, and the next request works`(
        _ fault: Fault,
        _ method: String
    ) async throws {
        let server = try FaultServer(fault.script)
        defer { server.stop() }
        try await serving(fault, server) { function in
            let outcome = try await function.ask(
                method,
                "/fault",
                fields: [.contentType: "text/plain"],
                body: Array(fault.body.utf8)
            )
            #expect(outcome.response.status == fault.status, "\(outcome.line)")
            if fault.status == 500 { #expect(outcome.text == "500 Connection failed.") }
            if fault.status == 200 { #expect(outcome.response.text == "ok") }
            #expect(outcome.line["status"] == "\(fault.status)")
            #expect(outcome.line["error"] == fault.error)
            let cause = outcome.line["cause"]
            #expect(cause == fault.cause?.replacing("ENDPOINT", with: "https://127.0.0.1:\(server.port)"))
            #expect(outcome.line["attempts"] == (fault.scheme == "http" ? "1" : "0"))
            #expect(outcome.line["reused"] == "false")
            #expect(server.requestCount == fault.seen)
            server.signal()
            let next = try await function.ask("POST", "/next", body: Array("order".utf8))
            #expect(next.text == "200 ok", "\(next.line)")
            #expect(next.line["reused"] == "\(fault.keeps)")
            #expect(server.requestCount == fault.seen + 1)
        }
    }

    /// The request that comes after goes to the same server over plain HTTP.
    private func serving(
        _ fault: Fault,
        _ server: FaultServer,
        _ body: @Sendable (Function) async throws -> Void
    ) async throws {
        let address = "127.0.0.1:\(server.port)"
        let table = """
            backends:
              faulty: {url: "\(fault.scheme)://\(address)"\(fault.scheme == "https" ? ", tls: {verify: none}" : "")}
              next: http://\(address)
            routes:
              - {match: {path: /fault}, backend: faulty\(fault.settings.isEmpty ? "" : ", " + fault.settings)}
              - {match: {path: /next}, backend: \(fault.scheme == "https" ? "next" : "faulty")}
            """
        try await TemporaryFolder.with { try await Function.serving(table, in: $0, body) }
    }

    @Test func `a refused connection is a 500 that names the endpoint`() async throws {
        let port = try await Loopback.freePort()
        let table = """
            backends: {gone: "http://127.0.0.1:\(port)", none: "http://no-such-name.invalid"}
            routes: [{match: {path: /gone}, backend: gone}, {match: {path: /none}, backend: none}]
            """
        try await TemporaryFolder.with { folder in
            try await Function.serving(table, in: folder) { function in
                for method in ["GET", "POST"] {
                    let outcome = try await function.ask(method, "/gone")
                    #expect(outcome.text == "500 Connection failed.")
                    #expect(outcome.line["error"] == "connectFailure")
                    #expect(
                        outcome.line["cause"]
                            == "cannot connect to http://127.0.0.1:\(port): Connection refused"
                    )
                }
                let server = try FaultServer(port: port)
                defer { server.stop() }
                #expect(try await function.ask("POST", "/gone").text == "200 ok")
            }
        }
    }

    struct KeptFault: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let method: String
        /// What the kept connection does with the second request.
        let script: [FaultServer.Step]
        let text: String
        let cause: String?
        let attempts: String
        let reused: String
        /// How often the second request was read whole.
        let seen: Int
    }

    static let keptFaults = [
        KeptFault(
            testDescription: "a GET whose kept connection is closed under it goes again",
            method: "GET",
            script: [.read, .close],
            text: "200 ok",
            cause: nil,
            attempts: "2",
            reused: "false",
            seen: 2
        ),
        KeptFault(
            testDescription: "a GET whose kept connection is reset under it goes again",
            method: "GET",
            script: [.read, .reset],
            text: "200 ok",
            cause: nil,
            attempts: "2",
            reused: "false",
            seen: 2
        ),
        KeptFault(
            testDescription: "a POST does not",
            method: "POST",
            script: [.read, .close],
            text: "502",
            cause: "the peer closed the connection without an answer",
            attempts: "1",
            reused: "true",
            seen: 1
        ),
        KeptFault(
            testDescription: "a POST does not after a reset either",
            method: "POST",
            script: [.read, .reset],
            text: "502",
            cause: Fault.broken("without an answer"),
            attempts: "1",
            reused: "true",
            seen: 1
        ),
        KeptFault(
            testDescription: "a GET does not once a byte of the answer is there",
            method: "GET",
            script: [.read, .send("H"), .close],
            text: "502",
            cause: Fault.withinHead,
            attempts: "1",
            reused: "true",
            seen: 1
        ),
        KeptFault(
            testDescription: "nor does it after nonsense",
            method: "GET",
            script: [.read, .send("nonsense, and more of it\r\n"), .hold],
            text: "502",
            cause: "the answer is not HTTP/1.x",
            attempts: "1",
            reused: "true",
            seen: 1
        ),
    ]

    @Test(arguments: keptFaults)
    func `a kept connection that dies under a request`(_ fault: KeptFault) async throws {
        let server = try FaultServer([.read, .send(FaultServer.ok)] + fault.script)
        defer { server.stop() }
        let table = """
            backends: {one: "http://127.0.0.1:\(server.port)"}
            routes: [{backend: one}]
            """
        try await TemporaryFolder.with { folder in
            try await Function.serving(table, in: folder) { function in
                #expect(try await function.ask("POST", "/first").text == "200 ok")
                let outcome = try await function.ask(fault.method, "/second")
                #expect(outcome.text.hasPrefix(fault.text), "\(outcome.line)")
                #expect(outcome.line["cause"] == fault.cause)
                #expect(outcome.line["attempts"] == fault.attempts)
                #expect(outcome.line["reused"] == fault.reused)
                #expect(server.requests.count { $0.contains("/second") } == fault.seen)
                #expect(try await function.ask("POST", "/third").text == "200 ok")
                #expect(server.requests.count { $0.contains("/third") } == 1)
            }
        }
    }
}
