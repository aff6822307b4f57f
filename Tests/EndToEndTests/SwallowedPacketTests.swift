import FaultServers
import FrontEnds
import HTTPTypes
import Testing

/// Backends whose packets nobody answers, in a network of the test's own.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsBootstrap, .needsNetwork)
struct SwallowedPacketTests {
    struct Limit: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let settings: String
        var url = "http://\(Network.nowhere.v4)"
        /// How long the invocation may take.
        var time = Duration.seconds(20)
        let text: String
        let error: String
        let cause: String
        /// What the request takes at least and at most, in milliseconds; the most is ample.
        let bounds: ClosedRange<Double>
    }

    static let limits = [
        Limit(
            testDescription: "`connect`",
            settings: "{connect: 300ms}",
            text: "500 Connection failed.",
            error: "connectFailure",
            cause: "the time was over while waiting for: connect, limited by `timeouts.connect`",
            bounds: 300...3000
        ),
        Limit(
            testDescription: "`connect` as it is by default",
            settings: "{request: 15s}",
            text: "500 Connection failed.",
            error: "connectFailure",
            cause: "the time was over while waiting for: connect, limited by `timeouts.connect`",
            bounds: 1000...4000
        ),
        Limit(
            testDescription: "`connect`, with TLS",
            settings: "{connect: 300ms}",
            url: "https://\(Network.nowhere.v4)",
            text: "500 Connection failed.",
            error: "connectFailure",
            cause: "the time was over while waiting for: connect, limited by `timeouts.connect`",
            bounds: 300...3000
        ),
        Limit(
            testDescription: "`connect`, over IPv6",
            settings: "{connect: 300ms}",
            url: "http://[\(Network.nowhere.v6)]",
            text: "500 Connection failed.",
            error: "connectFailure",
            cause: "the time was over while waiting for: connect, limited by `timeouts.connect`",
            bounds: 300...3000
        ),
        Limit(
            testDescription: "`request`, shorter than `connect`",
            settings: "{connect: 15s, request: 300ms}",
            text: "504",
            error: "timeout",
            cause: "the time was over while waiting for: connect, limited by `timeouts.request`",
            bounds: 300...3000
        ),
        Limit(
            testDescription: "`backendRequest`, shorter than `connect`",
            settings: "{connect: 15s, backendRequest: 300ms}",
            text: "504",
            error: "timeout",
            cause: "the time was over while waiting for: connect, limited by `timeouts.backendRequest`",
            bounds: 300...3000
        ),
        Limit(
            testDescription: "`request`, where `connect` has none",
            settings: "{connect: 0s, request: 300ms}",
            text: "504",
            error: "timeout",
            cause: "the time was over while waiting for: connect, limited by `timeouts.request`",
            bounds: 300...3000
        ),
        Limit(
            testDescription: "the invocation's deadline",
            settings: "{connect: 15s}",
            time: .seconds(1),
            text: "504",
            error: "timeout",
            cause: "the time was over while waiting for: connect, "
                + "limited by the invocation's deadline less `deadlineMargin`",
            bounds: 500...1000
        ),
        Limit(
            testDescription: "`connect`, while a nameserver is asked",
            settings: "{connect: 300ms}",
            url: "http://shop.test",
            text: "500 Connection failed.",
            error: "connectFailure",
            cause: "the time was over while waiting for: name lookup, limited by `timeouts.connect`",
            bounds: 300...3000
        ),
        Limit(
            testDescription: "`request`, while a nameserver is asked",
            settings: "{connect: 15s, request: 300ms}",
            url: "http://shop.test",
            text: "504",
            error: "timeout",
            cause: "the time was over while waiting for: name lookup, limited by `timeouts.request`",
            bounds: 300...3000
        ),
    ]

    @Test(arguments: limits)
    func `the limit ends the wait, and the log names both`(_ limit: Limit) async throws {
        let table: @Sendable (Int) -> String = { port in
            """
            backends: {deaf: "\(limit.url):\(port)", good: "http://\(Network.here.v4):\(port)"}
            routes:
              - {match: {path: /good}, backend: good}
              - {backend: deaf, timeouts: \(limit.settings)}
            """
        }
        try await serving(table) { (function, server) async throws in
            for method in ["GET", "POST"] {
                let outcome = try await function.ask(method, "/deaf", within: limit.time)
                #expect(outcome.text.hasPrefix(limit.text), "\(outcome.line)")
                #expect(outcome.line["error"] == limit.error)
                #expect(outcome.line["cause"] == limit.cause)
                #expect(outcome.line["attempts"] == "0")
                let total = try #require(outcome.line.milliseconds("totalMs"))
                #expect(limit.bounds.contains(total), "\(total) ms")
                // Ours is out before Lambda's.
                let left = try #require(outcome.line.milliseconds("remainingMs"))
                #expect(left > 0)
                #expect(try await function.ask(method, "/good").text == "200 ok")
            }
            #expect(server.requestCount == 2)
            #expect(server.connections == 1)
        }
    }

    struct Host: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let hosts: String
        /// Where it is served.
        let address: String
        /// Whether one that is tried first swallows.
        var waits = true
    }

    /// Addresses of a name are tried in turn, each 250 ms after the one before (RFC 8305 section 5).
    @Test(arguments: [
        Host(
            testDescription: "IPv6 swallows, IPv4 answers",
            hosts: "\(Network.nowhere.v6) two.test\n\(Network.here.v4) two.test",
            address: Network.here.v4
        ),
        Host(
            testDescription: "IPv4 swallows, IPv6 answers",
            hosts: "\(Network.nowhere.v4) two.test\n\(Network.here.v6) two.test",
            address: Network.here.v6,
            waits: false
        ),
        Host(
            testDescription: "one of two IPv4 addresses swallows",
            hosts: "\(Network.nowhere.v4) two.test\n\(Network.here.v4) two.test",
            address: Network.here.v4,
            waits: false
        ),
        Host(
            testDescription: "one of two IPv6 addresses swallows",
            hosts: "\(Network.nowhere.v6) two.test\n\(Network.here.v6) two.test",
            address: Network.here.v6,
            waits: false
        ),
        Host(
            testDescription: "two swallow, and the last one answers",
            hosts: "\(Network.nowhere.v6) two.test\n\(Network.nowhere.v4) two.test\n127.0.0.1 two.test",
            address: "127.0.0.1"
        ),
    ])
    func `an address that swallows does not keep the others waiting`(_ host: Host) async throws {
        let table: @Sendable (Int) -> String = { port in
            """
            backends: {two: "http://two.test:\(port)"}
            routes: [{backend: two, timeouts: {connect: 15s}}]
            """
        }
        try await serving(table, hosts: host.hosts, address: host.address) {
            (function, server) async throws in
            let outcome = try await function.ask("POST", "/")
            #expect(outcome.text == "200 ok", "\(outcome.line)")
            #expect(outcome.line["attempts"] == "1")
            let connect = try #require(outcome.line.milliseconds("connectMs"))
            if host.waits { #expect(connect >= 240, "\(connect) ms") }
            #expect(connect < 5000, "\(connect) ms")
            #expect(try await function.ask("POST", "/").line["reused"] == "true")
            #expect(server.requestCount == 2)
            #expect(server.connections == 1)
        }
    }

    @Test func `a lookup that hangs keeps nobody else waiting`() async throws {
        let table: @Sendable (Int) -> String = { port in
            """
            backends: {lost: "http://shop.test:\(port)", good: "http://\(Network.here.v4):\(port)"}
            routes:
              - {match: {path: /good}, backend: good}
              - {backend: lost, timeouts: {connect: 2s}}
            """
        }
        try await serving(table, environment: ["AWS_LAMBDA_MAX_CONCURRENCY": "2"]) {
            (function, server) async throws in
            let lost = Task { try await function.ask("GET", "/lost") }
            for _ in 0..<5 {
                let outcome = try await function.ask("POST", "/good")
                #expect(outcome.text == "200 ok")
                let total = try #require(outcome.line.milliseconds("totalMs"))
                #expect(total < 1500, "\(total) ms")
            }
            let outcome = try await lost.value
            #expect(outcome.response.status == 500)
            #expect(outcome.line["cause"]?.contains("waiting for: name lookup") == true)
        }
    }

    private func serving(
        _ table: @Sendable (Int) -> String,
        hosts: String = "",
        address: String = Network.here.v4,
        environment: [String: String] = [:],
        _ body: @Sendable (Function, FaultServer) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let nameservers = "nameserver \(Network.nowhere.v4)\n"
            try await Network.with(hosts: hosts, nameservers: nameservers, in: folder) { network in
                let server = FaultServer([], on: try network.listen(address))
                defer { server.stop() }
                try await Function.serving(
                    table(server.port),
                    environment: environment,
                    in: folder,
                    inside: network
                ) {
                    try await body($0, server)
                }
            }
        }
    }
}
