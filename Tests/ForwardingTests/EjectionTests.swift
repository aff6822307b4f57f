import LocalGateway
import Logs
import Messages
import Synchronization
import Testing

@testable import Forwarding

/// Endpoints that fail, are left out and come back, as clients see it.
@Suite(.timeLimit(.minutes(1)))
struct EjectionTests {
    private static func table(_ backends: [FakeBackend], for duration: String) -> String {
        """
        backends:
          a:
            endpoints:
              - {url: "http://127.0.0.1:\(backends[0].port)"}
              - {url: "http://127.0.0.1:\(backends[1].port)"}
            eject: {failures: 2, for: \(duration)}
        routes: [{backend: a}]
        """
    }

    @Test func `a failing endpoint is left out after its failures, and nothing is lost then`() async throws {
        try await FakeBackend.serving([{ _, _ in .closing }, { _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(Self.table(backends, for: "1h"))
            var failures = 0
            for _ in 0..<50 where await pipeline.ask().response.status == 502 { failures += 1 }
            #expect(failures == 2)
            #expect(backends.map(\.count) == [2, 48])
        }
    }

    @Test func `it is probed by one request and comes back`() async throws {
        let isBroken = Mutex(true)
        let flaky: FakeBackend.Behaviour = { _, _ in isBroken.withLock(\.self) ? .closing : .ok }
        try await FakeBackend.serving([flaky, { _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(Self.table(backends, for: "300ms"))
            var notes: [String] = []
            while !notes.contains(where: { $0.hasSuffix("is left out") }) {
                notes += await pipeline.ask().record.notes
            }
            #expect(backends[0].count == 2)
            isBroken.withLock { $0 = false }
            while !notes.contains(where: { $0.hasSuffix("is back") }) {
                let outcome = await pipeline.ask()
                #expect(outcome.response.status == 200)
                notes += outcome.record.notes
            }
            let url = "http://127.0.0.1:\(backends[0].port)"
            #expect(notes == ["eject: \(url) is left out", "eject: \(url) is back"])
            let before = backends[0].count
            for _ in 0..<20 { _ = await pipeline.ask() }
            #expect((9...11).contains(backends[0].count - before))
        }
    }

    @Test func `the last endpoint gets requests even when it fails`() async throws {
        try await FakeBackend.serving([{ _, _ in .closing }, { _, _ in .closing }]) { backends in
            let pipeline = try Pipeline(Self.table(backends, for: "1h"))
            for _ in 0..<20 { #expect(await pipeline.ask().response.status == 502) }
            let counts = backends.map(\.count).sorted()
            #expect(counts == [2, 18])
        }
    }

    @Test func `a status counts where it is one that is tried again`() async throws {
        try await FakeBackend.serving([{ _, _ in .status(503) }, { _, _ in .ok }]) { backends in
            let retry = "retry: {attempts: 1, codes: [503], backoff: 0s}"
            let table = Self.table(backends, for: "1h").replacing(
                "{backend: a}",
                with: "{backend: a, \(retry)}"
            )
            let pipeline = try Pipeline(table)
            for _ in 0..<20 { #expect(await pipeline.ask().text == "200 ok") }
            #expect(backends.map(\.count) == [2, 20])
        }
    }
}
