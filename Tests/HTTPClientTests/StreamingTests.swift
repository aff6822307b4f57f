import FaultServers
import HTTPTypes
import Messages
import NIOCore
import Testing

@testable import HTTPClient

@Suite struct StreamingTests {
    static let start = "HTTP/1.1 200 OK\r\n"

    @Test func `a body is handed over as it comes, and the connection kept`() async throws {
        let chunked = Self.start + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
        let server = try FaultServer([.read, .send(chunked), .again])
        try await withClient(server) { client, endpoint in
            for _ in 0..<2 {
                let response = try await client.stream(.get, with: endpoint, limits: .test)
                #expect(response.status == 200)
                #expect(response.fields.map(\.name.rawName) == ["Transfer-Encoding"])
                #expect(try await response.body.text() == "hello world")
                #expect(try await response.body.next() == nil)
            }
            #expect(server.connections == 1)
            #expect(await client.counts() == [1, 1])
        }
    }

    @Test func `the head comes before the body does`() async throws {
        let server = try FaultServer([.read, .send(Self.start + "Content-Length: 5\r\n\r\nhe"), .hold])
        try await withClient(server) { client, endpoint in
            let response = try await client.stream(.get, with: endpoint, limits: .test)
            #expect(try await response.body.next() == ByteBuffer(string: "he"))
            response.body.cancel()
            await #expect(throws: ExchangeFailure.self) { try await response.body.next() }
            #expect(await client.counts() == [0, 0])
        }
    }

    @Test func `a body that breaks off is read as far as it came, and then fails`() async throws {
        let server = try FaultServer([.read, .send(Self.start + "Content-Length: 5\r\n\r\nhe"), .close])
        try await withClient(server) { client, endpoint in
            let response = try await client.stream(.get, with: endpoint, limits: .test)
            var text = ""
            do throws(ExchangeFailure) {
                while let bytes = try await response.body.next() { text += String(buffer: bytes) }
                Issue.record("the body was taken for whole")
            } catch {
                #expect(error.kind == .closed)
                #expect(error.phase == .body)
            }
            #expect(text == "he")
        }
    }

    @Test func `a failure before the head is thrown by the request`() async throws {
        let server = try FaultServer([.read, .close])
        try await withClient(server) { client, endpoint in
            do throws(ExchangeFailure) {
                _ = try await client.stream(.post, with: endpoint, limits: .test)
                Issue.record("there was a head")
            } catch {
                #expect(error.kind == .closed)
            }
        }
    }

    @Test func `what is not read makes the peer wait`() async throws {
        let count = 50_000_000
        let server = try FaultServer([
            .read, .send(Self.start + "Content-Length: \(count)\r\n\r\n"), .sendMany(count),
        ])
        try await withClient(server) { client, endpoint in
            let response = try await client.stream(.get, with: endpoint, limits: .test)
            var seen = 0
            for _ in 0..<20 { seen += try await response.body.next()?.readableBytes ?? 0 }
            // The loop has nothing else to do now; what is over the mark stays with the kernel.
            Sockets.sleep(milliseconds: 100)
            let received = await client.onLoopValue { response.body.record.bytesReceived }
            #expect(received - seen < 1_000_000)
            while let bytes = try await response.body.next() { seen += bytes.readableBytes }
            #expect(seen == count)
        }
    }

    @Test func `a body is sent in chunks, with trailers, and its connection closed`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            let request = OutgoingRequest(method: .post, target: "/up", fields: [.trailer: "X-Sum"])
            let stream = try await client.upload(request, to: endpoint, limits: .test)
            try await stream.write(ByteBuffer(string: "hello"))
            try await stream.write(ByteBuffer())
            try await stream.write(ByteBuffer(string: "0123456789abcdef"))
            let sum = try #require(FieldName("X-Sum"))
            let response = try await stream.finish(trailers: [sum: "21"])
            #expect(response.status == 200)
            #expect(
                server.requests == [
                    "POST /up HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nTrailer: X-Sum\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nX-Sum: 21\r\n\r\n"
                ]
            )
            #expect(await client.counts() == [0, 0])
        }
    }

    @Test func `a body that nobody reads waits instead of piling up`() async throws {
        let server = try FaultServer([.ignore])
        try await withClient(server) { client, endpoint in
            var limits = ExchangeLimits.test
            limits.deadline = .now() + .milliseconds(500)
            let stream = try await client.upload(.post, to: endpoint, limits: limits)
            let piece = ByteBuffer(repeating: 0x61, count: 100_000)
            var count = 0
            do throws(ExchangeFailure) {
                while count < 1000 {
                    try await stream.write(piece)
                    count += 1
                }
                Issue.record("100 MB went nowhere")
            } catch {
                #expect(error.kind == .timedOut(.deadline))
                #expect(error.phase == .send)
            }
            #expect(count < 200)
        }
    }

    @Test func `an early answer ends the sending and is the answer`() async throws {
        let refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig"
        let server = try FaultServer([.peek, .send(refusal), .ignore])
        try await withClient(server) { client, endpoint in
            let stream = try await client.upload(.post, to: endpoint, limits: .test)
            for _ in 0..<200 { try await stream.write(ByteBuffer(repeating: 0x61, count: 100_000)) }
            let response = try await stream.finish()
            #expect(response.status == 413)
            #expect(await client.counts() == [0, 0])
        }
    }

    @Test func `a body that is broken off does not look whole to the peer`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            let stream = try await client.upload(.post, to: endpoint, limits: .test)
            try await stream.write(ByteBuffer(string: "hello"))
            stream.cancel()
            await #expect(throws: ExchangeFailure.self) { try await stream.finish() }
            #expect(server.requests == [])
            #expect(await client.outcome(.post, with: endpoint).text == "200 ok")
        }
    }
}

extension ResponseBody {
    func text() async throws(ExchangeFailure) -> String {
        var result = ""
        while let bytes = try await next() { result += String(buffer: bytes) }
        return result
    }
}

extension HTTPClient {
    func onLoopValue<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            onLoop { continuation.resume(returning: body()) }
        }
    }
}
