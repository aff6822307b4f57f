import HTTPTypes
import LocalGateway
import Logs
import Messages
import Testing

@testable import Forwarding

@Suite(.timeLimit(.minutes(1)))
struct MirrorTests {
    private static func table(_ backends: [FakeBackend], _ mirror: String, _ more: String = "") -> String {
        """
        backends:
          real: "http://127.0.0.1:\(backends[0].port)"
          shadow: "http://127.0.0.1:\(backends[1].port)/copy"
        routes:
          - match: {path: "/orders/{id}"}
            backend: real
            mirror: {backend: shadow\(mirror)}
            rewrite: {path: "/v2/{id}"}
            requestHeaders: {set: {x-id: "{id}"}}
            \(more)
        """
    }

    @Test func `the copy is rewritten like the original, its answer is ignored`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in .status(500) }]) { backends in
            let pipeline = try Pipeline(Self.table(backends, ", wait: 10s"))
            let outcome = await pipeline.ask(
                .post,
                "/orders/17",
                fields: [.contentType: "text/plain"],
                body: "two"
            )
            #expect(outcome.text == "200 ok")
            #expect(outcome.record.notes == ["mirror: `shadow` got a copy and answered 500"])
            #expect(outcome.record.attempts == 1)
            let copies = backends.map {
                $0.seen.map { "\($0.method) \($0.target) \(String(decoding: $0.body, as: UTF8.self))" }
            }
            #expect(copies == [["POST /v2/17 two"], ["POST /copy/v2/17 two"]])
            #expect(backends[1].seen[0].fields[.known("x-id")] == "17")
            #expect(backends[1].seen[0].fields[.known("host")] == "127.0.0.1:\(backends[1].port)")
        }
    }

    @Test func `an answer that does not come delays nothing`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in Answer(status: 200, delay: .seconds(60)) }])
        {
            backends in
            let pipeline = try Pipeline(Self.table(backends, ""))
            for number in 1...10 {
                let taken = await duration {
                    let outcome = await pipeline.ask(.post, "/orders/17", body: "two")
                    #expect(outcome.text == "200 ok")
                    #expect(
                        outcome.record.notes == ["mirror: `shadow` got a copy, its answer was not waited for"]
                    )
                }
                #expect(taken < .seconds(5))
                #expect(backends[0].count == number)
            }
        }
    }

    @Test func `it is waited for no longer than the table says`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in Answer(status: 200, delay: .seconds(60)) }])
        {
            backends in
            let pipeline = try Pipeline(Self.table(backends, ", wait: 300ms"))
            let taken = await duration { #expect(await pipeline.ask(.get, "/orders/17").text == "200 ok") }
            #expect(taken >= .milliseconds(300) && taken < .seconds(5))
        }
    }

    @Test func `a large copy is written whole`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(Self.table(backends, ""))
            let body = String(repeating: "0123456789", count: 400_000)
            #expect(await pipeline.ask(.post, "/orders/17", body: body).text == "200 ok")
            while backends[1].count == 0 { await Task.yield() }
            #expect(backends[1].seen[0].body.count == 4_000_000)
        }
    }

    @Test func `a mirror that is gone changes nothing`() async throws {
        let closed = try await closedPort()
        try await FakeBackend.serving([{ _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(
                """
                backends: {real: "http://127.0.0.1:\(backends[0].port)", shadow: "http://127.0.0.1:\(closed)"}
                routes: [{backend: real, mirror: {backend: shadow}}]
                """
            )
            let outcome = await pipeline.ask()
            #expect(outcome.text == "200 ok")
            #expect(outcome.record.notes.first?.hasPrefix("mirror: the copy to `shadow` failed: ") == true)
        }
    }

    @Test func `so many in a hundred are copied`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(Self.table(backends, ", percent: 25, wait: 10s"))
            for _ in 0..<200 { _ = await pipeline.ask(.get, "/orders/17") }
            #expect(backends[0].count == 200)
            #expect((48...52).contains(backends[1].count))
        }
    }

    @Test func `a mirror that answers nothing takes no more than its share of connections and memory`()
        async throws
    {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in Answer(status: 200, delay: .seconds(60)) }])
        {
            backends in
            let pipeline = try Pipeline(Self.table(backends, ""))
            var last: [String] = []
            for _ in 0..<70 {
                let outcome = await pipeline.ask(.get, "/orders/17")
                #expect(outcome.text == "200 ok")
                last = outcome.record.notes
            }
            #expect(last == ["mirror: `shadow` has not answered enough copies to get another"])
            while backends[1].count < CopyAllowance.mostCopies { await Task.yield() }
            #expect(backends.map(\.count) == [70, CopyAllowance.mostCopies])
        }
    }

    @Test func `room for copies is counted in bytes too, but one copy always has it`() {
        let allowance = CopyAllowance()
        #expect(allowance.take(bytes: CopyAllowance.mostBytes + 1))
        #expect(!allowance.take(bytes: 1))
        allowance.giveBack(bytes: CopyAllowance.mostBytes + 1)
        #expect(allowance.take(bytes: CopyAllowance.mostBytes - 1) && allowance.take(bytes: 1))
        #expect(!allowance.take(bytes: 1))
    }

    @Test func `what is refused is not copied`() async throws {
        try await FakeBackend.serving([{ _, _ in .ok }, { _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(Self.table(backends, "", "maxBody: 2B"))
            #expect(await pipeline.ask(.post, "/orders/17", body: "two").response.status == 413)
            #expect(backends.map(\.count) == [0, 0])
        }
    }
}
