import FaultServers
import Messages
import NIOCore
import Synchronization
import Testing

@testable import HTTPClient

@Suite struct NameLookupTests {
    @Test func `a name of the system leads to its host`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            let outcome = await client.outcome(.get, with: Endpoint(host: "localhost", port: endpoint.port))
            #expect(outcome.text == "200 ok")
            #expect(outcome.record.lookup != nil)
            #expect(outcome.record.connect != nil)
            #expect(server.requests == ["GET / HTTP/1.1\r\nHost: localhost:\(endpoint.port)\r\n\r\n"])
        }
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `of two families the one that listens is used`(_ address: String) async throws {
        let server = try FaultServer(address: address)
        let names = Directory(["two.test": [["::1", "127.0.0.1"]]])
        try await withClient(server, names: names.lookUp) { client, endpoint in
            let outcome = await client.outcome(.get, with: Endpoint(host: "two.test", port: endpoint.port))
            #expect(outcome.text == "200 ok")
            let shown = address == "::1" ? "[::1]" : address
            #expect(outcome.record.address == "\(shown):\(endpoint.port)")
        }
    }

    @Test func `an address that swallows packets does not keep the next one waiting for long`() async throws {
        let deaf = try DeafListener()
        defer { deaf.stop() }
        let server = try FaultServer(address: "127.0.0.3", port: deaf.port)
        let names = Directory(["two.test": [["127.0.0.1", "127.0.0.3"]]])
        try await withClient(server, names: names.lookUp) { client, endpoint in
            let outcome = await client.outcome(.get, with: Endpoint(host: "two.test", port: endpoint.port))
            #expect(outcome.text == "200 ok")
            #expect(outcome.record.address == "127.0.0.3:\(endpoint.port)")
        }
    }

    @Test func `when all refuse, all are named`() async throws {
        let server = try FaultServer()
        let names = Directory(["dead.test": [["127.0.0.5", "::1", "127.0.0.6"]]])
        try await withClient(server, names: names.lookUp) { client, endpoint in
            let port = endpoint.port
            let outcome = await client.outcome(.get, with: Endpoint(host: "dead.test", port: port))
            #expect(
                outcome.text
                    == "refused at connect: cannot connect to http://dead.test:\(port): Connection refused "
                    + "(tried 127.0.0.5:\(port), [::1]:\(port), 127.0.0.6:\(port))"
            )
        }
    }

    @Test func `a refused port is told apart`() async throws {
        let server = try FaultServer()
        try await withClient(server) { client, endpoint in
            let outcome = await client.outcome(.get, with: Endpoint(host: "127.0.0.9", port: endpoint.port))
            #expect(
                outcome.text
                    == "refused at connect: cannot connect to http://127.0.0.9:\(endpoint.port): Connection refused"
            )
        }
    }

    @Test func `a name without an address is told apart`() async throws {
        let names = Directory([:])
        try await withClient(try FaultServer(), names: names.lookUp) { client, endpoint in
            let outcome = await client.outcome(.get, with: Endpoint(host: "none.test", port: 80))
            #expect(outcome.text == "noSuchName at name lookup: no address is known for `none.test`")
            guard case .failure(let failure) = outcome else { return }
            #expect(!failure.didSend)
        }
    }

    @Test func `many requests at once share a lookup`() async throws {
        let server = try FaultServer()
        let names = Directory(["one.test": [["127.0.0.1"]]])
        try await withClient(server, names: names.lookUp) { client, endpoint in
            let named = Endpoint(host: "one.test", port: endpoint.port)
            await withTaskGroup(of: String.self) { group in
                for _ in 0..<6 { group.addTask { await client.outcome(.get, with: named).text } }
                for await text in group { #expect(text == "200 ok") }
            }
            #expect(names.asked == ["one.test"])
        }
    }

    @Test func `a remembered address that refuses is looked up again at once`() async throws {
        let old = try FaultServer([.read, .send(FaultServer.ok), .close], address: "127.0.0.7")
        let server = try FaultServer(address: "127.0.0.8", port: old.port)
        let names = Directory(["moving.test": [["127.0.0.7"], ["127.0.0.8"]]])
        try await withClient(server, names: names.lookUp) { client, endpoint in
            let named = Endpoint(host: "moving.test", port: endpoint.port)
            #expect(await client.outcome(.get, with: named).record.address == "127.0.0.7:\(endpoint.port)")
            old.stop()
            let outcome = await client.outcome(.post, with: named)
            #expect(outcome.text == "200 ok")
            #expect(outcome.record.address == "127.0.0.8:\(endpoint.port)")
            #expect(names.asked == ["moving.test", "moving.test"])
        }
    }

    @Test func `after an address that swallows packets the name is looked up again`()
        async throws
    {
        let deaf = try DeafListener()
        defer { deaf.stop() }
        let server = try FaultServer(address: "127.0.0.3", port: deaf.port)
        let names = Directory(["moved.test": [["127.0.0.1"], ["127.0.0.3"]]])
        try await withClient(server, names: names.lookUp) { client, endpoint in
            let named = Endpoint(host: "moved.test", port: endpoint.port)
            let limits = ExchangeLimits(connect: .milliseconds(300), deadline: .now() + .seconds(20))
            guard case .failure(let failure) = await client.outcome(.post, with: named, limits: limits) else {
                Issue.record("there was an answer")
                return
            }
            #expect(failure.kind == .timedOut(.connect))
            #expect(await client.outcome(.post, with: named).text == "200 ok")
            #expect(names.asked == ["moved.test", "moved.test"])
        }
    }

    @Test func `after a handshake that failed the name is looked up again`() async throws {
        let server = try FaultServer([.take, .close], [.take, .close])
        let names = Directory(["other.test": [["127.0.0.1"]]])
        try await withClient(server, names: names.lookUp) { client, endpoint in
            let tls = TLSSettings(verification: .none)
            let named = Endpoint(host: "other.test", port: endpoint.port, tls: tls)
            for _ in 0..<2 {
                let outcome = await client.outcome(.get, with: named)
                #expect(outcome.text.hasSuffix("ended the connection during the TLS handshake"))
            }
            #expect(names.asked == ["other.test", "other.test"])
        }
    }

    @Test func `after a failure the next request looks the name up again`() async throws {
        let server = try FaultServer()
        let names = Directory(["late.test": [["127.0.0.5"], ["127.0.0.1"]]])
        try await withClient(server, names: names.lookUp) { client, endpoint in
            let named = Endpoint(host: "late.test", port: endpoint.port)
            #expect(await client.outcome(.get, with: named).text.hasPrefix("refused"))
            #expect(await client.outcome(.get, with: named).text == "200 ok")
        }
    }
}

/// Names with their answers, one after another; the last one stays.
private final class Directory: Sendable {
    private let state: Mutex<(answers: [String: [[String]]], asked: [String])>

    init(_ answers: [String: [[String]]]) {
        state = Mutex((answers, []))
    }

    var asked: [String] { state.withLock { $0.asked } }

    @Sendable func lookUp(_ name: String) throws -> [SocketAddress] {
        let addresses = state.withLock { state -> [String]? in
            state.asked.append(name)
            guard let answers = state.answers[name], let first = answers.first else { return nil }
            if answers.count > 1 { state.answers[name]?.removeFirst() }
            return first
        }
        guard let addresses else { return try NameResolver.noAddress(name) }
        return try addresses.map { try SocketAddress(ipAddress: $0, port: 0) }
    }
}

extension NameResolver {
    fileprivate static func noAddress(_ name: String) throws -> [SocketAddress] {
        throw ConnectFault.lookup(name, -2)
    }
}
