import FrontEnds
import LocalGateway
import Messages
import NIOPosix
import Synchronization
import Testing

@testable import bootstrap

/// Tables that come from an AppConfig agent of ours.
@Suite(.timeLimit(.minutes(1)))
struct LiveTableTests {
    /// What an agent hands out; answers of its own come first.
    final class Agent: Sendable {
        let first: Mutex<[Answer]>
        let table: Mutex<(text: String, version: Int)>

        init(_ text: String, first: [Answer] = []) {
            self.first = Mutex(first)
            table = Mutex((text, 1))
        }

        var answer: Answer {
            if let answer = first.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return answer }
            let (text, version) = table.withLock(\.self)
            return Answer(
                status: 200,
                fields: [.contentType: "application/x-yaml", .version: String(version)],
                body: Array(text.utf8)
            )
        }

        func hand(out text: String) {
            table.withLock { $0 = (text, $0.version + 1) }
        }
    }

    private func serving(
        _ agent: Agent,
        _ variables: [String: String] = [:],
        _ body: @escaping @Sendable (RuntimeAPIServer, LogFile) async throws -> Void
    ) async throws {
        let listener = try await Listener.bind(port: 0, on: MultiThreadedEventLoopGroup.singleton)
        let url = "http://localhost:\(listener.port)/applications/a/environments/e/configurations/c"
        try await listener.running({ try await $0.answer(agent.answer) }) {
            let variables = variables.merging(["ROUTES": url]) { $1 }
            try await RunningService.with(variables, RuntimeAPIBehaviour(), body)
        }
    }

    private static func table(_ body: String, reload: String = "{every: 20ms}") -> String {
        """
        version: 1
        reload: \(reload)
        metrics: {namespace: Shop}
        routes:
          - {name: all, respond: {status: 200, body: \(body)}}

        """
    }

    private func answer(_ server: RuntimeAPIServer, _ id: String) async -> String {
        let event = FrontEnd.url.event(for: ClientRequest(target: "/"))
        let invocation = Invocation(requestID: id, event: event, deadline: 4_000_000_000_000)
        guard case .reply(let reply) = await server.invoke(invocation) else { return "no reply" }
        return reply.text
    }

    @Test func `the first read waits until the agent is ready`() async throws {
        let agent = Agent(Self.table("one"), first: [Answer(status: 503), .raw("")])
        try await serving(agent) { server, log in
            #expect(await answer(server, "r1").contains("\"body\":\"one\""))
            _ = try await log.line(with: "the agent gave a table", "configurationVersion=1", "routes=1")
            #expect(log.lines.contains { $0.contains("switchyard starts") })
        }
    }

    @Test func `a new table is in force without a pause`() async throws {
        let agent = Agent(Self.table("one"))
        try await serving(agent) { server, log in
            #expect(await answer(server, "r1").contains("\"body\":\"one\""))
            agent.hand(out: Self.table("two"))
            _ = try await log.line(with: "a new table is in force", "configurationVersion=2")
            #expect(await answer(server, "r2").contains("\"body\":\"two\""))
            _ = try await log.line(with: "\"Namespace\":\"Shop\"", "\"TableReloads\":1")
        }
    }

    @Test func `a bad table leaves the last good one, and the next good one ends that`() async throws {
        let agent = Agent(Self.table("one"))
        try await serving(agent) { server, log in
            #expect(await answer(server, "r1").contains("\"body\":\"one\""))
            agent.hand(out: "version: 1\nroutes:\n  - {name: all, respnd: {status: 200}}\n")
            _ = try await log.line(with: "the last good table stays", "configurationVersion=2")
            _ = try await log.line(with: "level=ERROR", "configurations/c:3:", "did you mean `respond`?")
            _ = try await log.line(with: "\"TableReloadErrors\":1")
            #expect(await answer(server, "r2").contains("\"body\":\"one\""))
            agent.hand(out: Self.table("three"))
            _ = try await log.line(with: "a new table is in force", "configurationVersion=3")
            #expect(await answer(server, "r3").contains("\"body\":\"three\""))
            #expect(log.lines.count(where: { $0.contains("the last good table stays") }) == 1)
        }
    }

    @Test func `an agent that fails while serving leaves the last good table`() async throws {
        let agent = Agent(Self.table("one"))
        try await serving(agent) { server, log in
            #expect(await answer(server, "r1").contains("\"body\":\"one\""))
            agent.first.withLock { $0 = Array(repeating: Answer(status: 500), count: 3) }
            _ = try await log.line(with: "level=WARN", "the last good table stays", "with 500")
            _ = try await log.line(with: "\"TableReloadErrors\":1")
            #expect(await answer(server, "r2").contains("\"body\":\"one\""))
        }
    }

    @Test(arguments: [nil, "other.yml"])
    func `the package's table or the one it names is served until the agent has one`(
        other: String?
    ) async throws {
        let missing = Answer(status: 404, body: Array("no such configuration".utf8))
        let agent = Agent(Self.table("live"), first: [missing])
        let reload = other.map { "{every: 20ms, fallback: \($0)}" } ?? "{every: 20ms}"
        let files = ["routes.yml": Self.table("bundled", reload: reload), "other.yml": Self.table("other")]
        try await RunningService.withFolder(files) { folder in
            try await serving(agent, ["LAMBDA_TASK_ROOT": folder]) { server, log in
                let line = try await log.line(with: "level=ERROR", "the fallback is served")
                #expect(line.contains("with 404: no such configuration"))
                _ = try await log.line(with: "a new table is in force")
                #expect(await answer(server, "r1").contains("\"body\":\"live\""))
            }
        }
    }

    @Test func `without a fallback a missing table stops the start`() async throws {
        let agent = Agent("", first: [Answer(status: 404, body: Array("no such configuration".utf8))])
        try await serving(agent, ["LAMBDA_TASK_ROOT": "/nonexistent"]) { server, _ in
            let calls = try await server.calls { $0.contains { $0.endpoint == .initError && $0.isComplete } }
            let report = try #require(calls.first { $0.endpoint == .initError })
            #expect(report.fields[.lambdaErrorType] == "Runtime.NoRouteTable")
            #expect(
                report.text.contains(
                    "answered /applications/a/environments/e/configurations/c with 404: no such configuration"
                )
            )
        }
    }

    struct Address: CustomTestStringConvertible {
        let testDescription: String
        let host: String?
        var port = 2772
    }

    @Test(arguments: [
        Address(testDescription: "http://localhost:2772/applications/a", host: "127.0.0.1"),
        Address(testDescription: "http://127.0.0.1:99/x", host: "127.0.0.1", port: 99),
        Address(testDescription: "http://[::1]:2772/x", host: "::1"),
        Address(testDescription: "http://localhost/x", host: "127.0.0.1", port: 80),
        Address(testDescription: "http://localhost:2772", host: nil),
        Address(testDescription: "https://localhost:2772/x", host: nil),
        Address(testDescription: "http://config.internal:2772/x", host: nil),
        Address(testDescription: "http://localhost.evil.example:2772/x", host: nil),
        Address(testDescription: "http://user@localhost:2772/x", host: nil),
        Address(testDescription: "http://localhost:0/x", host: nil),
        Address(testDescription: "http://localhost:99999/x", host: nil),
    ])
    func `only the loopback is asked for a table`(row: Address) {
        let address = AgentAddress(row.testDescription)
        #expect(address?.host == row.host)
        if let address { #expect(address.port == row.port) }
    }
}

extension FieldName {
    fileprivate static let version = FieldName.known("Configuration-Version")
}
