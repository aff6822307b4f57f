import FrontEnds
import Glibc
import LocalGateway
import NIOPosix
import Testing

@testable import bootstrap

/// What is done before the first invocation, and what ends the one that would never end.
@Suite(.timeLimit(.minutes(1)))
struct LifecycleTests {
    private func serving(
        _ backend: @escaping @Sendable (Int) -> String,
        _ handle: @escaping @Sendable (Exchange) async throws -> Void,
        streams: Bool = false,
        _ body: @escaping @Sendable (RuntimeAPIServer, LogFile) async throws -> Void
    ) async throws {
        let listener = try await Listener.bind(port: 0, on: MultiThreadedEventLoopGroup.singleton)
        try await listener.running(handle) {
            let table = """
                version: 1
                deadlineMargin: 2s
                backends: {one: \(backend(listener.port))}
                routes: [{name: all, backend: one}]
                """
            try await RunningService.withFile(table) { path in
                let mode = streams ? "streaming" : "buffered"
                let variables = ["ROUTES": path, "RESPONSE_MODE": mode]
                try await RunningService.with(variables, RuntimeAPIBehaviour(), body)
            }
        }
    }

    private func event(within milliseconds: Int64 = 60_000) -> Invocation {
        var clock = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &clock)
        let now = Int64(clock.tv_sec) * 1000 + Int64(clock.tv_nsec) / 1_000_000
        let event = FrontEnd.url.event(for: ClientRequest(target: "/"))
        return Invocation(requestID: "r1", event: event, deadline: now + milliseconds)
    }

    @Test func `a backend with preconnect is connected before the first invocation`() async throws {
        try await serving {
            "{url: \"http://127.0.0.1:\($0)\", preconnect: true}"
        } _: { exchange in
            try await exchange.answer(Answer(status: 200))
        } _: { server, log in
            _ = await server.invoke(event())
            _ = try await log.line(with: "requestId=r1", "status=200", "attempts=1", "reused=true")
        }
    }

    @Test func `a backend that is not ready is named, and the start goes on`() async throws {
        let backend: @Sendable (Int) -> String = {
            "{url: \"https://127.0.0.1:\($0)\", tls: {caFile: /nonexistent/ca.pem}}"
        }
        try await serving(backend) { _ in
        } _: { server, log in
            let line = try await log.line(with: "level=ERROR a backend is not ready")
            #expect(line.contains("`one`: the TLS authorities in `/nonexistent/ca.pem` cannot be used"))
            _ = await server.invoke(event())
            _ = try await log.line(with: "requestId=r1", "status=500", "error=connectFailure")
        }
    }

    @Test(arguments: [false, true])
    func `a backend that never answers is left before the invocation's deadline`(
        streams: Bool
    ) async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let hangs: @Sendable (Exchange) async throws -> Void = { _ in for await _ in gate { break } }
        try await serving({ "\"http://127.0.0.1:\($0)\"" }, hangs, streams: streams) { server, log in
            guard case .reply(let reply) = await server.invoke(event(within: 3000)) else {
                Issue.record("no reply")
                return
            }
            opener.finish()
            #expect(reply.text.hasPrefix("{\"statusCode\":504,"))
            let line = try await log.line(with: "requestId=r1", "error=timeout", "deadlineMargin")
            #expect(line.contains("remainingMs="))
            #expect(!line.contains("remainingMs=0.000"))
        }
    }
}
