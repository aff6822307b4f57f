import Messages
import FrontEnds
import GatewayEvents
import HTTPTypes
import LocalGateway
import NIOPosix
import Synchronization
import Testing

@testable import bootstrap

/// `RESPONSE_MODE=streaming`, from the event to what the Runtime API receives.
@Suite(.timeLimit(.minutes(2)))
struct StreamingServiceTests {
    private func streaming(
        _ settings: String = "",
        backend behaviour: @escaping @Sendable (Exchange) async throws -> Void,
        runtime: RuntimeAPIBehaviour = RuntimeAPIBehaviour(),
        _ body: @escaping @Sendable (RuntimeAPIServer, LogFile) async throws -> Void
    ) async throws {
        let listener = try await Listener.bind(port: 0, on: MultiThreadedEventLoopGroup.singleton)
        try await listener.running(behaviour) {
            let table = """
                version: 1
                backends: {files: "http://127.0.0.1:\(listener.port)"}
                routes:
                  - name: file
                    match: {path: {prefix: /files}}
                    backend: files
                \(settings)
                """
            try await RunningService.withFile(table) { path in
                try await RunningService.with(
                    ["ROUTES": path, "RESPONSE_MODE": "streaming"],
                    runtime,
                    body
                )
            }
        }
    }

    private func event(_ id: String, _ path: String, from frontEnd: FrontEnd = .url, method: String = "GET")
        -> LocalGateway.Invocation
    {
        let request = ClientRequest(method: method, target: path, fields: [:], body: [])
        return LocalGateway.Invocation(
            requestID: id,
            event: frontEnd.event(for: request),
            deadline: 4_000_000_000_000,
            invocationID: "inv-\(id)"
        )
    }

    private static let head = Array("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n".utf8)

    @Test(arguments: [FrontEnd.url, .rest])
    func `an answer is a prelude, eight zeros, and the body as it was`(frontEnd: FrontEnd) async throws {
        try await streaming { exchange in
            try await exchange.answer(
                Answer(status: 201, fields: [.contentType: "text/plain"], body: Array("Gr\u{FC}\u{DF}e".utf8))
            )
        } _: { server, log in
            let outcome = await server.invoke(event("r1", "/files/a", from: frontEnd))
            guard case .reply(let reply) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(
                reply.text
                    == "{\"statusCode\":201,\"headers\":{\"Content-Type\":\"text/plain\"}}\0\0\0\0\0\0\0\0Gr\u{FC}\u{DF}e"
            )
            #expect(reply.trailers == [:])
            #expect(reply.fields[.contentType] == "application/vnd.awslambda.http-integration-response")
            #expect(reply.fields[.lambdaResponseMode] == "streaming")
            #expect(reply.fields[.lambdaInvocationID] == "inv-r1")
            #expect(
                reply.fields[.trailer]
                    == "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body"
            )
            _ = try await log.line(with: "requestId=r1", "route=file", "status=201", "bytesOut=7")
        }
    }

    @Test func `the reply has a connection of its own, and the loop goes on`() async throws {
        try await streaming { exchange in
            try await exchange.answer(Answer(status: 200, body: [1, 2, 3]))
        } _: { server, _ in
            for number in 0..<5 { _ = await server.invoke(event("r\(number)", "/files/a")) }
            let calls = server.calls
            let polls = Set(calls.filter { $0.endpoint == .next }.map(\.connection))
            let posts = calls.filter { $0.method == "POST" }.map(\.connection)
            #expect(polls.count == 1)
            #expect(Set(posts).count == 5)
            #expect(polls.isDisjoint(with: posts))
        }
    }

    @Test(arguments: [FrontEnd.http, .alb, .lattice])
    func `a front end that cannot stream gets its buffered reply`(frontEnd: FrontEnd) async throws {
        try await streaming { exchange in
            try await exchange.answer(Answer(status: 200, body: Array("whole".utf8)))
        } _: { server, _ in
            let outcome = await server.invoke(event("r1", "/files/a", from: frontEnd))
            guard case .reply(let reply) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(reply.text.contains("\"body\":\"whole\""))
            #expect(reply.fields[.lambdaResponseMode] == nil)
        }
    }

    @Test func `an own answer is streamed in the same form`() async throws {
        try await streaming { _ in
        } _: { server, log in
            let outcome = await server.invoke(event("r1", "/nowhere"))
            guard case .reply(let reply) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let parts = reply.text.split(separator: "\0\0\0\0\0\0\0\0")
            #expect(parts.first == "{\"statusCode\":404,\"headers\":{\"Content-Type\":\"application/json\"}}")
            #expect(parts.last == "{\"message\":\"No route matches this request.\",\"requestId\":\"r1\"}")
            _ = try await log.line(with: "requestId=r1", "status=404", "error=noRoute")
        }
    }

    @Test func `the first bytes are out before the last are there`() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        try await streaming { exchange in
            try await exchange.write(Self.head + Array("Content-Length: 10\r\n\r\nfirst".utf8))
            for await _ in gate { break }
            try await exchange.write(Array("lastt".utf8))
        } _: { server, _ in
            var text: [UInt8] = []
            for await part in server.submit(event("r1", "/files/a")) {
                guard case .bytes(let bytes) = part else { continue }
                text += bytes
                if String(decoding: text, as: UTF8.self).hasSuffix("first") { opener.yield() }
            }
            #expect(String(decoding: text, as: UTF8.self).hasSuffix("firstlastt"))
        }
    }

    @Test func `an answer that breaks off in the middle ends in the error trailers`() async throws {
        try await streaming { exchange in
            try await exchange.write(Self.head + Array("Content-Length: 10\r\n\r\nhalf".utf8))
            exchange.closeAfterwards()
        } _: { server, log in
            let outcome = await server.invoke(event("r1", "/files/a"))
            guard case .reply(let reply) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(reply.text.hasSuffix("\0half"))
            #expect(reply.trailers[.lambdaErrorType] == "Function.BadGateway")
            let json = """
                {"errorMessage":"The service gave no valid answer.","errorType":"Function.BadGateway","stackTrace":[]}
                """
            let coded = String(decoding: Base64.characters(of: Array(json.utf8)), as: UTF8.self)
            #expect(reply.trailers[.lambdaErrorBody] == coded)
            _ = try await log.line(with: "requestId=r1", "status=200", "bytesOut=4", "error=badGateway")
        }
    }

    @Test func `a backend that stops in the middle is cut at its limit`() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        try await streaming("    timeouts: {request: 1500ms}") { exchange in
            try await exchange.write(Self.head + Array("Content-Length: 10\r\n\r\nhalf".utf8))
            for await _ in gate { break }
        } _: { server, log in
            let outcome = await server.invoke(event("r1", "/files/a"))
            opener.finish()
            guard case .reply(let reply) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(reply.trailers[.lambdaErrorType] == "Function.Timeout")
            _ = try await log.line(with: "requestId=r1", "error=timeout", "limited by `timeouts.request`")
        }
    }

    @Test func `the answer to HEAD has a head alone`() async throws {
        try await streaming { exchange in
            try await exchange.answer(Answer(status: 200, fields: [.contentLength: "5000000"]))
        } _: { server, _ in
            let outcome = await server.invoke(event("r1", "/files/a", method: "HEAD"))
            guard case .reply(let reply) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(reply.text.hasSuffix("}\0\0\0\0\0\0\0\0"))
            #expect(reply.text.contains("5000000"))
        }
    }

    @Test func `a backend is no further than a slow Runtime API lets it be`() async throws {
        let count = 100_000_000
        let piece = [UInt8](repeating: 7, count: 100_000)
        let sent = Counter()
        try await streaming(
            backend: { exchange in
                try await exchange.write(Self.head + Array("Content-Length: \(count)\r\n\r\n".utf8))
                for _ in 0..<(count / piece.count) {
                    try await exchange.write(piece)
                    sent.add(piece.count)
                }
            },
            runtime: RuntimeAPIBehaviour(readPause: .microseconds(100), keepsBodies: false)
        ) { server, _ in
            var seen = 0
            var mostAhead = 0
            // Without it, what this test has not looked at yet would count as ahead too.
            let pacing = Pacing()
            var invocation = event("r1", "/files/a")
            invocation.pacing = pacing
            for await part in server.submit(invocation) {
                guard case .bytes(let bytes) = part else { continue }
                seen += bytes.count
                mostAhead = max(mostAhead, sent.value - seen)
                pacing.passed(bytes.count)
            }
            #expect(seen > count)
            // What is ahead stands in the sockets of two connections and in the servers of this test.
            #expect(mostAhead < 50_000_000, "\(mostAhead) bytes ahead")
        }
    }

    @Test(arguments: [400, 410, 413, 500])
    func `a stream that is refused at once leaves the backend, and the loop goes on`(status: Int) async throws
    {
        let refusal = Answer(status: status, comesBeforeBody: true)
        try await streaming(
            backend: { exchange in
                try await exchange.write(Self.head + Array("Content-Length: 100000000\r\n\r\n".utf8))
                let piece = [UInt8](repeating: 7, count: 100_000)
                for _ in 0..<1000 { try await exchange.write(piece) }
            },
            runtime: RuntimeAPIBehaviour(response: [refusal], keepsBodies: false)
        ) { server, log in
            _ = server.submit(event("first", "/files/a"))
            _ = try await log.line(with: "an answer was not taken", "requestId=first", "\(status)")
            let calls = try await server.calls { $0.count(where: { $0.endpoint == .next }) == 2 }
            #expect(
                calls.contains { $0.endpoint == .error(requestID: "first") } == (status != 410)
            )
            #expect(
                (calls.first { $0.endpoint == .response(requestID: "first") }?.bodyCount ?? 0) < 50_000_000
            )
        }
    }
}

/// A number that a server and a test share.
private final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }

    func add(_ count: Int) {
        number.add(count, ordering: .relaxed)
    }
}
