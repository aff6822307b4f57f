import Messages
import HTTPClient
import HTTPTypes
import LocalGateway
import Logging
import Logs
import NIOCore
import NIOPosix
import RunningLoops
import Sockets
import Synchronization
import Testing

@testable import LambdaRuntime

/// The loop against a Runtime API that behaves as it should, and as it should not.
@Suite(.timeLimit(.minutes(1)))
struct RuntimeLoopTests {
    /// Runs a loop that echoes its events, for as long as `body` runs or until every slot gives up.
    private func looping(
        _ behaviour: RuntimeAPIBehaviour = RuntimeAPIBehaviour(),
        slots: Int = 1,
        asked: (@Sendable () -> Void)? = nil,
        handle: @escaping InvocationHandling = { _, event in .reply(event) },
        _ body: @escaping @Sendable (RuntimeAPIServer, Task<RuntimeFailure, Never>) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        try await RuntimeAPIServer.serving(behaviour, on: group) { server in
            let eventLoop = SocketLoop.shared
            let client = HTTPClient(eventLoop: eventLoop)
            let api = try #require(RuntimeAPI(address: server.address, client: client))
            let logger = Logger(label: "test") { _ in
                LineLogHandler(LogSink(format: .text, level: .critical))
            }
            let executor = EventLoopExecutor(eventLoop)
            let loop = Task(executorPreference: executor) {
                await RuntimeLoop(api, logger: logger).run(slots: slots, asked: asked, handle: handle)
            }
            try await body(server, loop)
            loop.cancel()
            client.shutDown()
        }
    }

    private func event(_ text: String, id: String = "r1", invocationID: String? = nil)
        -> LocalGateway.Invocation
    {
        LocalGateway.Invocation(
            requestID: id,
            event: Array(text.utf8),
            deadline: 4_000_000_000_000,
            invocationID: invocationID
        )
    }

    @Test func `every event gets its reply, one after the other on one connection`() async throws {
        try await looping { server, _ in
            for number in 0..<20 {
                let outcome = await server.invoke(event("{\"n\":\(number)}", id: "r\(number)"))
                #expect(outcome.text == "{\"n\":\(number)}")
            }
            let calls = server.calls
            #expect(Set(calls.map(\.connection)).count == 1)
        }
    }

    @Test(arguments: [nil, "inv-7"])
    func `the invocation id goes back unchanged where there was one`(id: String?) async throws {
        try await looping { server, _ in
            _ = await server.invoke(event("{}", invocationID: id))
            let response = try #require(server.calls.first { $0.method == "POST" })
            #expect(response.fields[.lambdaInvocationID] == id)
        }
    }

    @Test func `a failed invocation is reported with its type, and the loop goes on`() async throws {
        let handle: InvocationHandling = { _, event in
            guard event.isEmpty else { return .reply(event) }
            return .failure(InvocationError(type: "Function.NotHTTP", message: "an \"SQS\" event\n"))
        }
        try await looping(handle: handle) { server, _ in
            _ = await server.invoke(event("", id: "bad"))
            let report = try #require(server.calls.first { $0.endpoint == .error(requestID: "bad") })
            #expect(report.fields[.lambdaErrorType] == "Function.NotHTTP")
            #expect(
                report.text
                    == #"{"errorMessage":"an \"SQS\" event\n","errorType":"Function.NotHTTP","stackTrace":[]}"#
            )
            #expect(await server.invoke(event("{}", id: "good")).text == "{}")
        }
    }

    @Test(arguments: [400, 403, 413, 500])
    func `a refused reply is followed by an error report, and the loop goes on`(status: Int) async throws {
        let behaviour = RuntimeAPIBehaviour(response: [Answer(status: status, body: Array("{\"x\":1}".utf8))])
        try await looping(behaviour) { server, _ in
            _ = server.submit(event("{}", id: "first"))
            try await server.calls {
                $0.contains { $0.endpoint == .error(requestID: "first") && $0.isComplete }
            }
            let report = try #require(server.calls.first { $0.endpoint == .error(requestID: "first") })
            #expect(report.text.contains("answered response with \(status): {\\\"x\\\":1}"))
            #expect(await server.invoke(event("{}", id: "second")).text == "{}")
        }
    }

    @Test func `a reply that comes too late is left at that, and the loop goes on`() async throws {
        let behaviour = RuntimeAPIBehaviour(response: [Answer(status: 410)])
        try await looping(behaviour) { server, _ in
            _ = server.submit(event("{}", id: "late"))
            try await server.calls { $0.contains { $0.endpoint == .response(requestID: "late") } }
            #expect(await server.invoke(event("{}", id: "next")).text == "{}")
            #expect(!server.calls.contains { $0.endpoint == .error(requestID: "late") })
        }
    }

    @Test func `an event that comes byte by byte arrives whole`() async throws {
        let answer = Answer(
            status: 200,
            fields: [.lambdaRequestID: "slow"],
            body: Array("{\"slow\":true}".utf8),
            delivery: .trickled(pause: .microseconds(100))
        )
        try await looping(RuntimeAPIBehaviour(next: [answer])) { server, _ in
            try await server.calls {
                $0.contains { $0.endpoint == .response(requestID: "slow") && $0.isComplete }
            }
            let reply = try #require(server.calls.first { $0.endpoint == .response(requestID: "slow") })
            #expect(reply.text == "{\"slow\":true}")
        }
    }

    struct Headers: CustomTestStringConvertible {
        let testDescription: String
        let fields: Fields
        var target = "/2018-06-01/runtime/invocation/r1/response"
        var invocationID: String?
    }

    @Test(arguments: [
        Headers(testDescription: "the request id alone", fields: [.lambdaRequestID: "r1"]),
        Headers(
            testDescription: "ids that come twice",
            fields: Fields([
                Field(name: .lambdaRequestID, value: "r1"),
                Field(name: .lambdaRequestID, value: "r1"),
                Field(name: .lambdaInvocationID, value: "i1"),
                Field(name: .lambdaInvocationID, value: "i2"),
            ]),
            invocationID: "i1"
        ),
        Headers(
            testDescription: "a deadline that is no number",
            fields: [.lambdaRequestID: "r1", .lambdaDeadline: "soon"]
        ),
        Headers(
            testDescription: "a deadline that is over",
            fields: [.lambdaRequestID: "r1", .lambdaDeadline: "1000"]
        ),
        Headers(
            testDescription: "a deadline beyond all numbers",
            fields: [.lambdaRequestID: "r1", .lambdaDeadline: "9223372036854775807"]
        ),
        Headers(
            testDescription: "a request id of a caller's own",
            fields: [.lambdaRequestID: "a/b c%"],
            target: "/2018-06-01/runtime/invocation/a%2Fb%20c%25/response"
        ),
    ])
    func `an invocation is answered whatever its headers are like`(row: Headers) async throws {
        let answer = Answer(status: 200, fields: row.fields, body: Array("{}".utf8))
        try await looping(RuntimeAPIBehaviour(next: [answer])) { server, _ in
            let calls = try await server.calls { $0.contains { $0.method == "POST" && $0.isComplete } }
            let reply = try #require(calls.first { $0.method == "POST" })
            #expect(reply.target == row.target)
            #expect(reply.text == "{}")
            #expect(reply.fields[.lambdaInvocationID] == row.invocationID)
        }
    }

    @Test(arguments: [0, 1, 12, 20, 40, 60])
    func `an answer's connection may break at every point, and the loop goes on`(count: Int) async throws {
        var cut = Answer.accepted
        cut.delivery = .cut(after: count)
        for isStreamed in [false, true] {
            let handle: InvocationHandling = { _, event in
                isStreamed ? .stream(Self.stream(event)) : .reply(event)
            }
            try await looping(RuntimeAPIBehaviour(response: [cut]), handle: handle) { server, _ in
                _ = server.submit(event("{}", id: "first"))
                try await server.calls { $0.contains { $0.endpoint == .response(requestID: "first") } }
                #expect(await server.invoke(event("{}", id: "second")).text == "{}")
            }
        }
    }

    /// A reply whose bytes come one after another.
    private static func stream(_ bytes: [UInt8]) -> StreamedReply {
        let (pieces, continuation) = AsyncStream<UInt8>.makeStream()
        for byte in bytes { continuation.yield(byte) }
        continuation.finish()
        return StreamedReply(opening: ByteBuffer()) { () async throws(InvocationError) in
            for await byte in pieces { return ByteBuffer(bytes: [byte]) }
            return nil
        } abandon: { _ in
        }
    }

    struct Refusal: CustomTestStringConvertible {
        let testDescription: String
        let answer: Answer
        let says: String
    }

    @Test(arguments: [
        Refusal(testDescription: "403", answer: Answer(status: 403), says: "answered next with 403"),
        Refusal(testDescription: "500", answer: Answer(status: 500), says: "answered next with 500"),
        Refusal(testDescription: "a closed connection", answer: .raw(""), says: "cannot be reached"),
        Refusal(testDescription: "garbage", answer: .raw("hello\r\n\r\n"), says: "cannot be reached"),
        Refusal(testDescription: "no request id", answer: Answer(status: 200), says: "Aws-Request-Id"),
    ])
    func `a Runtime API that keeps refusing ends the loop after three tries`(refusal: Refusal) async throws {
        let behaviour = RuntimeAPIBehaviour(next: Array(repeating: refusal.answer, count: 3))
        try await looping(behaviour) { server, loop in
            let failure = await loop.value
            #expect(failure.description.contains(refusal.says), "\(failure)")
            #expect(server.calls.count(where: { $0.endpoint == .next }) <= 6)
        }
    }

    @Test func `one refusal of next does not end the loop`() async throws {
        let behaviour = RuntimeAPIBehaviour(next: [Answer(status: 500), Answer(status: 500)])
        try await looping(behaviour) { server, _ in
            #expect(await server.invoke(event("{}")).text == "{}")
        }
    }

    @Test(arguments: [1, 8], [[], [.raw("")], [Answer(status: 500)]] as [[Answer]])
    func `what waits for the first next is done once, whatever becomes of that`(slots: Int, next: [Answer])
        async throws
    {
        let count = Mutex(0)
        let asked: @Sendable () -> Void = { count.withLock { $0 += 1 } }
        try await looping(RuntimeAPIBehaviour(next: next), slots: slots, asked: asked) { server, _ in
            #expect(await server.invoke(event("{}", id: "first")).text == "{}")
            #expect(await server.invoke(event("{}", id: "second")).text == "{}")
            #expect(count.withLock { $0 } == 1)
        }
    }

    @Test func `what waits for the first next is not done where nobody can be asked`() async throws {
        let client = HTTPClient(eventLoop: SocketLoop.shared)
        // Port 1 of the loopback: nobody listens there.
        let api = try #require(RuntimeAPI(address: "127.0.0.1:1", client: client))
        let logger = Logger(label: "test") { _ in LineLogHandler(LogSink(format: .text, level: .critical)) }
        let count = Mutex(0)
        let loop = Task(executorPreference: EventLoopExecutor(SocketLoop.shared)) {
            let asked: @Sendable () -> Void = { count.withLock { $0 += 1 } }
            return await RuntimeLoop(api, logger: logger).run(slots: 1, asked: asked) { .reply($1) }
        }
        #expect(await loop.value.description.contains("cannot be reached"))
        #expect(count.withLock { $0 } == 0)
        client.shutDown()
    }

    @Test func `what is in work when the end has come gets its answer, and nothing follows`() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let (started, start) = AsyncStream<Void>.makeStream()
        let (gate, opener) = AsyncStream<Void>.makeStream()
        try await RuntimeAPIServer.serving(on: group) { server in
            let eventLoop = SocketLoop.shared
            let client = HTTPClient(eventLoop: eventLoop)
            let api = try #require(RuntimeAPI(address: server.address, client: client))
            let logger = Logger(label: "test") { _ in
                LineLogHandler(LogSink(format: .text, level: .critical))
            }
            let executor = EventLoopExecutor(eventLoop)
            let loop = RuntimeLoop(api, logger: logger)
            let running = Task(executorPreference: executor) {
                await loop.run(slots: 1) { _, event in
                    start.yield()
                    for await _ in gate { break }
                    return .reply(event)
                }
            }
            let outcome = Task { await server.invoke(event("{\"n\":1}")) }
            for await _ in started { break }
            let drained = Task(executorPreference: executor) { await loop.drain() }
            _ = server.submit(event("{}", id: "r2"))
            opener.yield()
            await drained.value
            #expect(await outcome.value.text == "{\"n\":1}")
            guard case .stopped = await running.value else {
                Issue.record("the loop went on")
                return
            }
            #expect(server.calls.count(where: { $0.endpoint == .next }) == 1)
            client.shutDown()
        }
    }

    @Test func `slots poll and answer at once`() async throws {
        try await looping(slots: 8) { server, _ in
            try await server.calls { $0.count(where: { $0.endpoint == .next }) == 8 }
            await withTaskGroup { group in
                for number in 0..<64 {
                    group.addTask {
                        let outcome = await server.invoke(event("{\"n\":\(number)}", id: "r\(number)"))
                        #expect(outcome.text == "{\"n\":\(number)}")
                    }
                }
            }
        }
    }

    @Test func `a slot that gives up leaves the others serving`() async throws {
        let behaviour = RuntimeAPIBehaviour(next: Array(repeating: Answer(status: 500), count: 3))
        try await looping(behaviour, slots: 2) { server, _ in
            for number in 0..<10 {
                #expect(await server.invoke(event("{}", id: "r\(number)")).text == "{}")
            }
        }
    }
}

extension LocalGateway.InvocationOutcome {
    fileprivate var text: String? {
        guard case .reply(let reply) = self else { return nil }
        return reply.text
    }
}
