import FaultServers
import HTTPTypes
import Messages
import NIOCore
import Testing

@testable import HTTPClient

/// What a peer can do wrong within one exchange on a new connection: one failure, one request seen, and the next
/// request works.
@Suite struct BrokenAnswerTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var script: [FaultServer.Step]
        var request = OutgoingRequest.get
        var outcome: String
        var didReceive = true
        var requestsSeen = 1

        init(
            _ name: String,
            _ script: [FaultServer.Step],
            _ outcome: String,
            request: OutgoingRequest = .get,
            didReceive: Bool = true,
            requestsSeen: Int = 1
        ) {
            testDescription = name
            self.script = script
            self.outcome = outcome
            self.request = request
            self.didReceive = didReceive
            self.requestsSeen = requestsSeen
        }
    }

    static let start = "HTTP/1.1 200 OK\r\n"

    static let cases = [
        Case(
            "closed before the answer",
            [.read, .close],
            "closed at first byte: the peer closed the connection without an answer",
            didReceive: false
        ),
        Case(
            "reset before the answer",
            [.read, .reset],
            "reset at first byte: the connection broke without an answer: Connection reset by peer",
            didReceive: false
        ),
        Case(
            "closed within the status line",
            [.read, .send("HTTP/1.1 2"), .close],
            "closed at first byte: the peer closed the connection within the answer's head"
        ),
        Case(
            "closed behind the status line",
            [.read, .send(start), .close],
            "closed at first byte: the peer closed the connection within the answer's head"
        ),
        Case(
            "closed within the fields",
            [.read, .send(start + "Content-Length: 5\r\nX-A"), .close],
            "closed at first byte: the peer closed the connection within the answer's head"
        ),
        Case(
            "closed behind the head",
            [.read, .send(start + "Content-Length: 5\r\n\r\n"), .close],
            "closed at body: the peer closed the connection within the answer's body"
        ),
        Case(
            "a body shorter than its length",
            [.read, .send(start + "Content-Length: 5\r\n\r\nhell"), .close],
            "closed at body: the peer closed the connection within the answer's body"
        ),
        Case(
            "closed within a chunk",
            [.read, .send(start + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"), .close],
            "closed at body: the peer closed the connection within the answer's body"
        ),
        Case(
            "closed before the last chunk",
            [.read, .send(start + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), .close],
            "closed at body: the peer closed the connection within the answer's body"
        ),
        Case(
            "both lengths",
            [
                .read,
                .send(
                    start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
                ),
            ],
            "malformed at first byte: the answer has both Content-Length and Transfer-Encoding"
        ),
        Case(
            "a folded field",
            [.read, .send(start + "X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n")],
            "malformed at first byte: a field of the answer is folded over two lines"
        ),
        Case(
            "a huge head",
            [.read, .send(start + "X-A: " + String(repeating: "a", count: 70_000))],
            "tooLarge at first byte: the answer's head is over 65536 bytes"
        ),
        Case(
            "garbage",
            [.read, .send("\u{1}\u{2}garbage\r\n\r\n")],
            "malformed at first byte: the answer is not HTTP/1.x"
        ),
        Case(
            "an upgrade that nobody asked for",
            [.read, .send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")],
            "switchedProtocols at first byte: the peer answered 101 and nobody asked to switch"
        ),
        Case(
            "a broken chunk",
            [.read, .send(start + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX")],
            "malformed at body: the answer's chunked body is broken"
        ),
        Case(
            "a reply to a POST that breaks off: it is not sent again",
            [.read, .reset],
            "reset at first byte: the connection broke without an answer: Connection reset by peer",
            request: .post,
            didReceive: false
        ),
    ]

    @Test(arguments: cases) func `a fault fails the exchange, and the next one works`(_ row: Case)
        async throws
    {
        let server = try FaultServer(row.script)
        try await withClient(server) { client, endpoint in
            let outcome = await client.outcome(row.request, with: endpoint)
            #expect(outcome.text == row.outcome)
            guard case .failure(let failure) = outcome else { return }
            #expect(failure.didSend)
            #expect(failure.didReceive == row.didReceive)
            #expect(failure.record.attempts == 1)
            #expect(server.requestCount == row.requestsSeen)
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            #expect(server.requestCount == row.requestsSeen + 1)
            #expect(server.connections == 2)
        }
    }

    static let whole = start + "Content-Length: 5\r\nX-A: b\r\n\r\nhello"

    @Test(arguments: 0..<whole.utf8.count)
    func `an answer cut at any byte is no answer`(_ count: Int) async throws {
        let cut = String(decoding: Array(Self.whole.utf8).prefix(count), as: UTF8.self)
        let server = try FaultServer([.read, .send(cut), .close], [.read, .send(cut), .reset])
        try await withClient(server) { client, endpoint in
            for kind in [ExchangeFailure.Kind.closed, .reset] {
                guard case .failure(let failure) = await client.outcome(.post, with: endpoint) else {
                    Issue.record("\(count) bytes made an answer")
                    return
                }
                #expect(failure.kind == kind)
            }
            #expect(server.requestCount == 2)
            #expect(await client.outcome(.post, with: endpoint).text == "200 ok")
        }
    }

    @Test func `an answer byte by byte is an answer`() async throws {
        let server = try FaultServer([.read, .trickle(Self.whole), .again])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 hello")
            #expect(await client.outcome(.get, with: endpoint).text == "200 hello")
            #expect(server.connections == 1)
        }
    }

    @Test func `an answer before the request is read is taken, and its connection closed`() async throws {
        let refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig"
        let server = try FaultServer([.peek, .send(refusal), .ignore])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.post(20_000_000), with: endpoint).text == "413 big")
            let next = await client.outcome(.get, with: endpoint)
            #expect(next.text == "200 ok")
            #expect(server.connections == 2)
        }
    }

    @Test func `a body over the limit is refused before it is read`() async throws {
        let server = try FaultServer([.read, .send(Self.start + "Content-Length: 1001\r\n\r\n"), .hold])
        try await withClient(server) { client, endpoint in
            var limits = ExchangeLimits.test
            limits.responseBody = 1000
            let outcome = await client.outcome(.get, with: endpoint, limits: limits)
            #expect(outcome.text == "tooLarge at first byte: the answer's body is over 1000 bytes")
        }
    }

    @Test func `a body of many megabytes goes through both ways, byte for byte`() async throws {
        let count = 8_000_000
        let server = try FaultServer([
            .read, .send("\(Self.start)Content-Length: \(count)\r\n\r\n"), .sendMany(count),
        ])
        try await withClient(server) { client, endpoint in
            let outcome = await client.outcome(.post(count), with: endpoint)
            guard case .answer(let response) = outcome else {
                Issue.record("\(outcome.text)")
                return
            }
            #expect(response.body == [UInt8](repeating: UInt8(ascii: "x"), count: count))
            #expect(response.record.bytesReceived == count + 17 + 25 + 2)
            let head = "POST / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: \(count)\r\n\r\n"
            #expect(response.record.bytesSent == head.utf8.count + count)
            #expect(server.requests == [head + String(repeating: "x", count: count)])
        }
    }

    @Test(arguments: ["/a b", "", "/\r\nX: y"])
    func `a request that cannot be sent fails before any connection`(_ target: String) async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            let request = OutgoingRequest(method: .get, target: target)
            let outcome = await client.outcome(request, with: endpoint)
            #expect(outcome.text.hasPrefix("invalidRequest at connect: the request target is no path"))
            #expect(server.connections == 0)
        }
    }
}
