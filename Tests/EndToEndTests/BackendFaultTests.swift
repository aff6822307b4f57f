import Messages
import FaultServers
import FrontEnds
import HTTPTypes
import Testing

/// What becomes of a backend's fault: the client's answer, the line of the log, how often the backend saw the
/// request, and that the next request works.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsBootstrap)
struct BackendFaultTests {
    struct Fault: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let script: [FaultServer.Step]
        let status: Int
        let error: String?
        let cause: String?
        var settings = ""
        var scheme = "http"
        var body = "order"
        /// How often the request was read whole.
        var seen = 1
        /// Whether the connection is kept all the same.
        var keeps = false

        init(
            _ name: String,
            _ script: [FaultServer.Step],
            _ status: Int,
            _ error: String?,
            _ cause: String?,
            settings: String = "",
            scheme: String = "http",
            body: String = "order",
            seen: Int = 1,
            keeps: Bool = false
        ) {
            testDescription = name
            self.script = script
            self.status = status
            self.error = error
            self.cause = cause
            self.settings = settings
            self.scheme = scheme
            self.body = body
            self.seen = seen
            self.keeps = keeps
        }
    }

    private static let start = "HTTP/1.1 200 OK\r\n"
    private static let half = start + "Content-Length: 5\r\n\r\nhe"
    private static let chunks = start + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"
    private static let withinHead = "the peer closed the connection within the answer's head"
    private static let withinBody = "the peer closed the connection within the answer's body"

    private static func broken(_ place: String) -> String {
        "the connection broke \(place): Connection reset by peer"
    }

    /// A connection that ends where it must not.
    static let endings = [
        Fault(
            "closed before the answer",
            [.read, .close],
            502,
            "badGateway",
            "the peer closed the connection without an answer"
        ),
        Fault("reset before the answer", [.read, .reset], 502, "badGateway", broken("without an answer")),
        Fault(
            "closed within the status line",
            [.read, .send("HTTP/1.1 2"), .close],
            502,
            "badGateway",
            withinHead
        ),
        Fault(
            "closed behind the status line",
            [.read, .send(start), .close],
            502,
            "badGateway",
            withinHead
        ),
        Fault(
            "closed within the head",
            [.read, .send(start + "X-A: b"), .close],
            502,
            "badGateway",
            withinHead
        ),
        Fault(
            "closed behind the head",
            [.read, .send(start + "Content-Length: 5\r\n\r\n"), .close],
            502,
            "badGateway",
            withinBody
        ),
        Fault("closed within the body", [.read, .send(half), .close], 502, "badGateway", withinBody),
        Fault("closed within a chunk", [.read, .send(chunks), .close], 502, "badGateway", withinBody),
        Fault(
            "closed before the last chunk",
            [.read, .send(chunks + "lo\r\n"), .close],
            502,
            "badGateway",
            withinBody
        ),
        Fault(
            "reset within the status line",
            [.read, .send("HTTP/1.1 2"), .reset],
            502,
            "badGateway",
            broken("within the answer's head")
        ),
        Fault(
            "reset within the body",
            [.read, .send(half), .reset],
            502,
            "badGateway",
            broken("within the answer's body")
        ),
    ]

    /// An answer that is none.
    static let nonsense = [
        Fault("garbage", [.read, .send("\u{1}\u{2}garbage\r\n\r\n"), .hold], "the answer is not HTTP/1.x"),
        Fault("no status", [.read, .send("HTTP/1.1 OK\r\n\r\n"), .hold], "the answer is not HTTP/1.x"),
        Fault(
            "both lengths",
            [.read, .send(start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"), .hold],
            "the answer has both Content-Length and Transfer-Encoding"
        ),
        Fault(
            "lengths that differ",
            [.read, .send(start + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok"), .hold],
            "the answer has Content-Lengths that differ"
        ),
        Fault(
            "a length that is no number",
            [.read, .send(start + "Content-Length: -2\r\n\r\nok"), .hold],
            "the answer's Content-Length is no number"
        ),
        Fault(
            "a folded field",
            [.read, .send(start + "X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n"), .hold],
            "a field of the answer is folded over two lines"
        ),
        Fault(
            "a control character in a field",
            [.read, .send(start + "X-A: b\u{0}c\r\nContent-Length: 0\r\n\r\n"), .hold],
            "a field of the answer holds a control character"
        ),
        Fault(
            "a broken chunk",
            [.read, .send(chunks + "loXX"), .hold],
            "the answer's chunked body is broken"
        ),
        Fault(
            "an upgrade that nobody asked for",
            [.read, .send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), .hold],
            "the peer answered 101 and nobody asked to switch"
        ),
        Fault(
            "interim answers without end",
            [.read, .send(String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 17)), .hold],
            "the answer is preceded by too many interim ones"
        ),
        Fault(
            "a huge head",
            [.read, .send(start + "X-A: " + String(repeating: "a", count: 70_000)), .hold],
            502,
            "answerTooLarge",
            "the answer's head is over 65536 bytes"
        ),
        Fault(
            "a body that no front end carries",
            [.read, .send(start + "Content-Length: 6291457\r\n\r\n"), .hold],
            502,
            "answerTooLarge",
            "the answer's body is over 6291456 bytes"
        ),
    ]

    /// Odd, and still an answer.
    static let oddities = [
        Fault(
            "interim answers",
            [
                .read, .send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
                .send(FaultServer.ok), .again,
            ],
            200,
            nil,
            nil,
            keeps: true
        ),
        Fault("byte by byte", [.read, .trickle(FaultServer.ok), .again], 200, nil, nil, keeps: true),
        Fault(
            "half closed behind the answer",
            [.read, .send(FaultServer.ok), .halfClose, .hold],
            200,
            nil,
            nil
        ),
        Fault("up to the end of the connection", [.read, .send(start + "\r\nok"), .close], 200, nil, nil),
        Fault(
            "bytes behind the answer",
            [.read, .send(FaultServer.ok + "HTTP/1.1 500 Evil\r\n\r\n"), .hold],
            200,
            nil,
            nil
        ),
        Fault(
            "an answer before the request is read",
            [.peek, .send("HTTP/1.1 413 Large\r\nContent-Length: 2\r\n\r\nno"), .ignore],
            413,
            nil,
            nil,
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
        Fault(
            "the same, and then a reset",
            [.peek, .send("HTTP/1.1 413 Large\r\nContent-Length: 2\r\n\r\nno"), .awaitSignal, .reset],
            413,
            nil,
            nil,
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
    ]

    /// Time that runs out, and who is named for it.
    static let delays = [
        Fault(
            "no first byte within one attempt's time",
            [.read, .hold],
            504,
            "timeout",
            "the time was over while waiting for: first byte, limited by `timeouts.backendRequest`",
            settings: "timeouts: {backendRequest: 150ms, request: 10s}"
        ),
        Fault(
            "no first byte in all",
            [.read, .hold],
            504,
            "timeout",
            "the time was over while waiting for: first byte, limited by `timeouts.request`",
            settings: "timeouts: {request: 150ms}"
        ),
        Fault(
            "a body that stops",
            [.read, .send(half), .hold],
            504,
            "timeout",
            "the time was over while waiting for: body, limited by `timeouts.request`",
            settings: "timeouts: {request: 150ms}"
        ),
        Fault(
            "a request that is not read",
            [.ignore],
            504,
            "timeout",
            "the time was over while waiting for: send, limited by `timeouts.request`",
            settings: "timeouts: {request: 300ms}",
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
        Fault(
            "a handshake that stops",
            [.ignore],
            500,
            "connectFailure",
            "the time was over while waiting for: TLS, limited by `timeouts.connect`",
            settings: "timeouts: {connect: 150ms}",
            scheme: "https",
            seen: 0
        ),
        Fault(
            "a handshake that stops, under another limit",
            [.ignore],
            504,
            "timeout",
            "the time was over while waiting for: TLS, limited by `timeouts.request`",
            settings: "timeouts: {connect: 10s, request: 150ms}",
            scheme: "https",
            seen: 0
        ),
        Fault(
            "a peer that closes in the handshake",
            [.take, .close],
            500,
            "connectFailure",
            "ENDPOINT ended the connection during the TLS handshake",
            scheme: "https",
            seen: 0
        ),
        Fault(
            "a peer that resets in the handshake",
            [.take, .reset],
            500,
            "connectFailure",
            "ENDPOINT ended the connection during the TLS handshake: Connection reset by peer",
            scheme: "https",
            seen: 0
        ),
        Fault(
            "a peer that speaks no TLS",
            [.peek, .send("HTTP/1.1 400 Bad Request\r\n\r\n"), .ignore],
            500,
            "connectFailure",
            "the TLS handshake with ENDPOINT failed: WRONG_VERSION_NUMBER",
            scheme: "https",
            seen: 0
        ),
    ]

    @Test(arguments: endings + nonsense + oddities + delays, ["GET", "POST"])
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
            cause: broken("without an answer"),
            attempts: "1",
            reused: "true",
            seen: 1
        ),
        KeptFault(
            testDescription: "a GET does not once a byte of the answer is there",
            method: "GET",
            script: [.read, .send("H"), .close],
            text: "502",
            cause: withinHead,
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

extension BackendFaultTests.Fault {
    /// An answer that is refused for what it is.
    fileprivate init(_ name: String, _ script: [FaultServer.Step], _ cause: String) {
        self.init(name, script, 502, "badGateway", cause)
    }
}
