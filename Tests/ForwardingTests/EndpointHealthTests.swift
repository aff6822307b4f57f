import NIOCore
import Routing
import Testing

@testable import Forwarding

struct EndpointHealthTests {
    private static let start = NIODeadline.uptimeNanoseconds(0)

    private static func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

    /// Two endpoints, the first of which has failed twice and is out until 30 s.
    private func withOneOut() -> EndpointHealth {
        var health = EndpointHealth(Ejection(failures: 2, for: .seconds(30)), isUsed: [true, true])
        #expect(health.failed(0, now: Self.at(0)) == nil)
        #expect(health.failed(0, now: Self.at(0)) == .leftOut)
        return health
    }

    @Test func `failures in a row leave an endpoint out for the time given`() {
        let health = withOneOut()
        #expect(!health.isAvailable(0, now: Self.at(29)) && health.isAvailable(0, now: Self.at(30)))
        #expect(health.isAvailable(1, now: Self.at(0)))
    }

    @Test func `a success between failures begins the count anew`() {
        var health = EndpointHealth(Ejection(failures: 2, for: .seconds(30)), isUsed: [true, true])
        for _ in 0..<5 {
            #expect(health.failed(0, now: Self.at(0)) == nil)
            #expect(health.succeeded(0) == nil)
        }
        #expect(health.isAvailable(0, now: Self.at(0)))
    }

    @Test func `one request probes, the others stay away meanwhile`() {
        var health = withOneOut()
        health.take(0)
        #expect(!health.isAvailable(0, now: Self.at(31)))
        #expect(health.succeeded(0) == .isBack)
        #expect(health.isAvailable(0, now: Self.at(31)))
        // The count begins anew: one failure is not enough.
        #expect(health.failed(0, now: Self.at(32)) == nil)
    }

    @Test func `a failed probe leaves it out for as long again`() {
        var health = withOneOut()
        health.take(0)
        #expect(health.failed(0, now: Self.at(31)) == .leftOut)
        #expect(!health.isAvailable(0, now: Self.at(60)) && health.isAvailable(0, now: Self.at(61)))
    }

    @Test func `a probe that came to nothing leaves the next one to probe`() {
        var health = withOneOut()
        health.take(0)
        health.release(0, now: Self.at(31))
        #expect(health.isAvailable(0, now: Self.at(31)))
    }

    @Test func `the last endpoint is never left out, however often it fails`() {
        var health = withOneOut()
        for _ in 0..<10 { #expect(health.failed(1, now: Self.at(1)) == nil) }
        #expect(health.isAvailable(1, now: Self.at(1)))
        // With the other one back, the next failure is one too many.
        health.take(0)
        #expect(health.succeeded(0) == .isBack)
        #expect(health.failed(1, now: Self.at(31)) == .leftOut)
        #expect(health.isAvailable(0, now: Self.at(31)))
    }

    @Test func `an endpoint without weight does not count as another`() {
        var health = EndpointHealth(Ejection(failures: 1, for: .seconds(30)), isUsed: [true, false])
        #expect(health.failed(0, now: Self.at(0)) == nil)
        #expect(health.isAvailable(0, now: Self.at(0)))
    }

    @Test func `what was under way when it was left out changes nothing`() {
        var health = withOneOut()
        #expect(health.succeeded(0) == nil && health.failed(0, now: Self.at(20)) == nil)
        #expect(!health.isAvailable(0, now: Self.at(29)) && health.isAvailable(0, now: Self.at(30)))
    }
}
