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

/// A streamed reply and a Runtime API that does not take it to its end.
@Suite(.timeLimit(.minutes(1)))
struct StreamedReplyTests {
    private struct HangUp: Error {}

    /// Gives out one event, then hangs up on every answer to it.
    private static func hangingUp() -> @Sendable (Exchange) async throws -> Void {
        let isFirst = Mutex(true)
        return { exchange in
            guard exchange.method == "GET" else {
                _ = try await exchange.nextPiece()
                throw HangUp()
            }
            let gives = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            guard gives else { return try await Task.sleep(for: .seconds(60)) }
            try await exchange.answer(Answer(status: 200, fields: [.lambdaRequestID: "r1"]))
        }
    }

    @Test func `a Runtime API that hangs up in the middle ends the reply, which hears of it once`()
        async throws
    {
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = try await Listener.bind(port: 0, on: group)
        try await listener.running(Self.hangingUp()) {
            let eventLoop = SocketLoop.shared
            let client = HTTPClient(eventLoop: eventLoop)
            let api = try #require(RuntimeAPI(address: "127.0.0.1:\(listener.port)", client: client))
            let (failures, told) = AsyncStream<RuntimeFailure>.makeStream()
            let reply = StreamedReply(opening: ByteBuffer(string: "{}")) { () async throws(InvocationError) in
                // Slowly, so that the end comes while a piece is waited for.
                try? await Task.sleep(for: .milliseconds(20))
                return ByteBuffer(string: "more")
            } abandon: {
                told.yield($0)
            }
            let logger = Logger(label: "test") { _ in
                LineLogHandler(LogSink(format: .text, level: .critical))
            }
            let loop = Task(executorPreference: EventLoopExecutor(eventLoop)) {
                await RuntimeLoop(api, logger: logger).run(slots: 1) { _, _ in .stream(reply) }
            }
            var failure: RuntimeFailure?
            for await one in failures {
                failure = one
                break
            }
            #expect(
                failure?.description.contains("cannot be reached") == true,
                "\(String(describing: failure))"
            )
            loop.cancel()
            _ = await loop.value
            told.finish()
            for await another in failures { Issue.record("told again: \(another)") }
            client.shutDown()
        }
    }
}
