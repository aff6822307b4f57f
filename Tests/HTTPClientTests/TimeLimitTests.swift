import FaultServers
import Messages
import NIOCore
import Testing

@testable import HTTPClient

@Suite struct TimeLimitTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var script: [FaultServer.Step]
        var request = OutgoingRequest.get
        var tls: TLSSettings?
        var limits = ExchangeLimits(connect: .seconds(20), deadline: nil)
        var kind: ExchangeFailure.Kind
        var phase: ExchangeFailure.Phase
        var didSend: Bool
    }

    static let short = TimeAmount.milliseconds(400)
    static let half = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"

    static let cases = [
        Case(
            testDescription: "a server that says nothing",
            script: [.read, .hold],
            kind: .timedOut(.deadline),
            phase: .firstByte,
            didSend: true
        ),
        Case(
            testDescription: "a server that stops within the body",
            script: [.read, .send(half), .hold],
            kind: .timedOut(.deadline),
            phase: .body,
            didSend: true
        ),
        Case(
            testDescription: "a server that does not read the request",
            script: [.ignore],
            request: .post(20_000_000),
            kind: .timedOut(.deadline),
            phase: .send,
            didSend: true
        ),
        Case(
            testDescription: "a server that says nothing in the TLS handshake",
            script: [.ignore],
            tls: TLSSettings(verification: .none),
            kind: .timedOut(.deadline),
            phase: .tls,
            didSend: false
        ),
        Case(
            testDescription: "the same under the limit for connecting",
            script: [.ignore],
            tls: TLSSettings(verification: .none),
            limits: ExchangeLimits(connect: short, deadline: nil),
            kind: .timedOut(.connect),
            phase: .tls,
            didSend: false
        ),
    ]

    @Test(arguments: cases) func `the limit that was hit and the wait are named`(_ row: Case) async throws {
        let server = try FaultServer(row.script)
        try await withClient(server) { client, plain in
            let endpoint = Endpoint(host: plain.host, port: plain.port, tls: row.tls)
            var limits = row.limits
            let start = NIODeadline.now()
            limits.deadline = start + (limits.connect == Self.short ? .seconds(20) : Self.short)
            guard
                case .failure(let failure) = await client.outcome(row.request, with: endpoint, limits: limits)
            else {
                Issue.record("there was an answer")
                return
            }
            #expect(failure.kind == row.kind)
            #expect(failure.phase == row.phase)
            #expect(failure.sentence == "the time was over while waiting for: \(row.phase.rawValue)")
            #expect(failure.didSend == row.didSend)
            #expect(NIODeadline.now() - start >= Self.short)
            #expect(await client.counts() == [0, 0])
            #expect(await client.outcome(.get, with: plain).text == "200 ok")
        }
    }

    @Test func `a host that swallows packets ends in the limit for connecting`() async throws {
        let deaf = try DeafListener()
        defer { deaf.stop() }
        try await withClient(try FaultServer()) { client, endpoint in
            let limits = ExchangeLimits(connect: Self.short, deadline: .now() + .seconds(20))
            let deafOne = Endpoint(host: "127.0.0.1", port: deaf.port)
            guard case .failure(let failure) = await client.outcome(.get, with: deafOne, limits: limits)
            else {
                Issue.record("there was an answer")
                return
            }
            #expect(failure.kind == .timedOut(.connect))
            #expect(failure.phase == .connect)
            #expect(failure.sentence == "the time was over while waiting for: connect")
            #expect(await client.outcome(.get, with: endpoint).text == "200 ok")
        }
    }

    @Test func `a slow directory ends in the limit for connecting`() async throws {
        let names: @Sendable (String) throws -> [SocketAddress] = { _ in
            Sockets.sleep(milliseconds: 1000)
            return []
        }
        try await withClient(try FaultServer(), names: names) { client, endpoint in
            let limits = ExchangeLimits(connect: Self.short, deadline: .now() + .seconds(20))
            let named = Endpoint(host: "slow.test", port: endpoint.port)
            guard case .failure(let failure) = await client.outcome(.get, with: named, limits: limits) else {
                return
            }
            #expect(failure.kind == .timedOut(.connect))
            #expect(failure.phase == .lookup)
            #expect(failure.isBeforeConnection)
        }
    }

    @Test func `a deadline that is over sends nothing`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            let limits = ExchangeLimits(deadline: .now() - .seconds(1))
            guard case .failure(let failure) = await client.outcome(.get, with: endpoint, limits: limits)
            else { return }
            #expect(failure.kind == .timedOut(.deadline))
            #expect(server.connections == 0)
        }
    }

    @Test func `each of many exchanges has its own deadline`() async throws {
        let waiting: [FaultServer.Step] = [.read, .hold]
        let server = try FaultServer(waiting, waiting, waiting, waiting)
        // One whose deadline passes before it has a connection leaves the server one that waits.
        let other = try FaultServer()
        try await withClient(server) { client, endpoint in
            await withTaskGroup(of: Bool.self) { group in
                for time in [400, 100, 300, 200] as [Int64] {
                    group.addTask {
                        let deadline = NIODeadline.now() + .milliseconds(time)
                        let limits = ExchangeLimits(connect: nil, deadline: deadline)
                        let outcome = await client.outcome(.get, with: endpoint, limits: limits)
                        guard case .failure(let failure) = outcome else { return false }
                        return failure.kind == .timedOut(.deadline) && NIODeadline.now() >= deadline
                    }
                }
                for await isInTime in group { #expect(isInTime) }
            }
            let next = Endpoint(host: "127.0.0.1", port: other.port)
            #expect(await client.outcome(.get, with: next).text == "200 ok")
        }
    }

    @Test func `a task that is cancelled gets its failure at once, and the connection is closed`()
        async throws
    {
        let server = try FaultServer([.read, .hold])
        try await withClient(server) { client, endpoint in
            let task = Task { await client.outcome(.post, with: endpoint, limits: ExchangeLimits()) }
            while server.requestCount < 1 { await Task.yield() }
            task.cancel()
            #expect(
                await task.value.text
                    == "cancelled at first byte: the caller gave up while waiting for: first byte"
            )
            #expect(await client.counts() == [0, 0])
        }
    }

    @Test func `a task that was cancelled before gets its failure too`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await client.outcome(.post, with: endpoint).text
            }
            task.cancel()
            #expect(await task.value == "cancelled at connect: the caller gave up before the start")
            #expect(server.connections == 0)
        }
    }
}
