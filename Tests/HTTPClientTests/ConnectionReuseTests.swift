import FaultServers
import Messages
import NIOCore
import Sockets
import Testing

@testable import HTTPClient

@Suite struct ConnectionReuseTests {
    @Test func `one connection carries one request after another`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            for number in 0..<5 {
                let outcome = await client.outcome(.post, with: endpoint)
                #expect(outcome.text == "200 ok")
                #expect(outcome.record.reusedConnection == (number > 0))
                #expect(outcome.record.address == "127.0.0.1:\(server.port)")
                #expect(outcome.record.attempts == 1)
            }
            #expect(server.connections == 1)
            #expect(await client.counts() == [1, 1])
        }
    }

    struct Ending: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var script: [FaultServer.Step]
    }

    @Test(arguments: [
        Ending(
            testDescription: "Connection: close",
            script: [
                .read, .send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"), .hold,
            ]
        ),
        Ending(
            testDescription: "up to the end",
            script: [.read, .send("HTTP/1.1 200 OK\r\n\r\nok"), .close]
        ),
        Ending(
            testDescription: "HTTP/1.0",
            script: [.read, .send("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"), .hold]
        ),
        Ending(
            testDescription: "bytes behind the answer",
            script: [.read, .send(FaultServer.ok + "HTTP"), .hold]
        ),
    ])
    func `an answer that forbids it leaves no connection behind`(_ ending: Ending) async throws {
        let server = try FaultServer(ending.script)
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            #expect(await client.counts() == [0, 0])
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            #expect(server.connections == 2)
        }
    }

    @Test func `a second answer that nobody asked for is not taken for the next one's`() async throws {
        let server = try FaultServer([
            .read, .send(FaultServer.ok), .send("HTTP/1.1 500 Evil\r\n\r\n"), .hold,
        ])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            #expect(await client.outcome(.post, with: endpoint).text == "200 ok")
        }
    }

    @Test func `a connection older than allowed is not used`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            var limits = ExchangeLimits.test
            limits.keepAlive = .nanoseconds(1)
            let outcome = await client.outcome(.post, with: endpoint, limits: limits)
            #expect(outcome.text == "200 ok")
            #expect(!outcome.record.reusedConnection)
            #expect(server.connections == 2)
        }
    }

    @Test func `a connection is not used up to the end of the time that the peer names`() async throws {
        let ok = "HTTP/1.1 200 OK\r\nKeep-Alive: max=100, timeout=1\r\nContent-Length: 2\r\n\r\nok"
        let server = try FaultServer([.read, .send(ok), .hold])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            #expect(await client.outcome(.post, with: endpoint).record.reusedConnection == false)
        }
    }

    /// The peer closes while the loop has other things to do, as after a freeze.
    @Test(arguments: [OutgoingRequest.get, .post])
    func `a connection that the peer closed while idle is replaced without a word`(
        _ request: OutgoingRequest
    ) async throws {
        let server = try FaultServer([.read, .send(FaultServer.ok), .close])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            let record = try await client.afterSleepingThrough(.milliseconds(50), request, with: endpoint)
            #expect(record.attempts == 1)
            #expect(!record.reusedConnection)
            #expect(server.requestCount == 2)
        }
    }

    @Test(arguments: [true, false])
    func `an idempotent request goes again when its kept connection dies under it`(_ isReset: Bool)
        async throws
    {
        let server = try FaultServer([.read, .send(FaultServer.ok), .read, isReset ? .reset : .close])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            let outcome = await client.outcome(.get, with: endpoint)
            #expect(outcome.text == "200 ok")
            #expect(outcome.record.attempts == 2)
            #expect(!outcome.record.reusedConnection)
            #expect(server.requestCount == 3)
        }
    }

    @Test func `a POST is never sent twice once a byte of it is out`() async throws {
        let server = try FaultServer([.read, .send(FaultServer.ok), .read, .close])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            let outcome = await client.outcome(.post, with: endpoint)
            #expect(outcome.text == "closed at first byte: the peer closed the connection without an answer")
            #expect(outcome.record.attempts == 1)
            #expect(outcome.record.reusedConnection)
            #expect(server.requestCount == 2)
            #expect(await client.outcome(.post, with: endpoint).text == "200 ok")
        }
    }

    @Test func `nothing goes again once a byte of the answer has come`() async throws {
        let server = try FaultServer([.read, .send(FaultServer.ok), .read, .send("H"), .close])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            let outcome = await client.outcome(.get, with: endpoint)
            #expect(
                outcome.text
                    == "closed at first byte: the peer closed the connection within the answer's head"
            )
            #expect(server.requestCount == 2)
        }
    }

    @Test func `a request goes again once, not for ever`() async throws {
        let server = try FaultServer([.read, .send(FaultServer.ok), .read, .close], [.read, .close])
        try await withClient(server) { client, endpoint in
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            let outcome = await client.outcome(.get, with: endpoint)
            #expect(outcome.text == "closed at first byte: the peer closed the connection without an answer")
            #expect(outcome.record.attempts == 2)
            #expect(server.requestCount == 3)
        }
    }

    @Test func `many at once get a connection each, and keep as many as allowed`() async throws {
        let server = try FaultServer()
        let bounds = HTTPClient.Bounds(connections: 100, idlePerEndpoint: 3)
        try await withClient(server, bounds: bounds) { client, endpoint in
            await withTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { await client.outcome(.post, with: endpoint).text } }
                for await text in group { #expect(text == "200 ok") }
            }
            #expect(server.requestCount == 8)
            let counts = await client.counts()
            #expect(counts[0] <= 3 && counts[0] == counts[1])
        }
    }

    @Test func `no more connections are opened than may be, and idle ones make room`() async throws {
        let slow = try FaultServer([.read, .hold])
        let other = try FaultServer()
        defer { other.stop() }
        try await withClient(slow, bounds: HTTPClient.Bounds(connections: 2)) { client, endpoint in
            let elsewhere = Endpoint(host: "127.0.0.1", port: other.port)
            let waiting = Task { await client.outcome(.get, with: endpoint).text }
            while slow.requestCount < 1 { await Task.yield() }
            #expect(await client.outcome(.get, with: elsewhere).text == "200 ok")
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
            #expect(await client.counts() == [2, 1])
            waiting.cancel()
            #expect(
                await waiting.value
                    == "cancelled at first byte: the caller gave up while waiting for: first byte"
            )
            #expect(await client.counts() == [1, 1])
        }
    }

    @Test func `a connection opened beforehand is used`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            try await client.preconnect(endpoint, limits: .test)
            #expect(await client.counts() == [1, 1])
            let outcome = await client.outcome(.post, with: endpoint)
            #expect(outcome.text == "200 ok")
            #expect(outcome.record.reusedConnection)
            #expect(server.connections == 1)
        }
    }
}

extension HTTPClient {
    /// Blocks the loop for a while, as a freeze would, and sends the request at the end of it, before the loop
    /// has looked at its sockets.
    func afterSleepingThrough(
        _ time: TimeAmount,
        _ request: OutgoingRequest,
        with endpoint: Endpoint
    ) async throws -> ExchangeRecord {
        let promise = eventLoop.makePromise(of: ExchangeRecord.self)
        eventLoop.execute {
            let end = NIODeadline.now() + time
            while NIODeadline.now() < end {}
            self.begin(request, with: endpoint, limits: .test) {
                promise.completeWith($0.map(\.record).mapError { $0 as any Error })
            }
        }
        return try await promise.futureResult.get()
    }
}
