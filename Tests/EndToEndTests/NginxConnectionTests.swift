import FrontEnds
import Glibc
import HTTPTypes
import LocalGateway
import Synchronization
import Testing

/// Connections to a real nginx: kept, timed out, used up, ended by a reload under load.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsNginx, .needsBootstrap)
struct NginxConnectionTests {
    private func serving(
        _ directives: String,
        reloads: Bool = false,
        environment: [String: String] = [:],
        _ body: @Sendable (Function, Nginx) async throws -> Void
    ) async throws {
        let locations = "location / { return 200 $connection_requests; }\n\(directives)"
        try await TemporaryFolder.with { folder in
            try await Nginx.serving(locations, in: folder, reloads: reloads) { nginx in
                let table = """
                    backends: {nginx: "http://127.0.0.1:\(nginx.port)"}
                    routes: [{backend: nginx}]
                    """
                try await Function.serving(table, environment: environment, in: folder) {
                    try await body($0, nginx)
                }
            }
        }
    }

    @Test(arguments: ["GET", "POST"], [false, true])
    func `a kept connection that nginx timed out is replaced, awake or after a freeze`(
        _ method: String,
        isFrozen: Bool
    ) async throws {
        try await serving("keepalive_timeout 150ms;") { (function, nginx) async throws in
            #expect(try await function.ask("POST", "/first").text == "200 1")
            let outcome: Function.Outcome
            if isFrozen {
                outcome = try await function.thawing(method, "/second") {
                    try await function.peerEnds(connectionsTo: nginx.port)
                }
            } else {
                try await function.peerEnds(connectionsTo: nginx.port)
                outcome = try await function.ask(method, "/second")
            }
            #expect(outcome.text == "200 1", "\(outcome.line)")
            #expect(outcome.line["reused"] == "false")
            #expect(outcome.line["attempts"] == "1")
            let seen = try await nginx.requests(2)
            #expect(seen == ["POST /first 200", "\(method) /second 200"])
        }
    }

    @Test func `a connection is not used to the end of the time that nginx names`() async throws {
        try await serving("keepalive_timeout 60s 1s;") { (function, _) async throws in
            #expect(try await function.ask("POST", "/").text == "200 1")
            #expect(try await function.ask("POST", "/").line["reused"] == "false")
        }
    }

    @Test func `a connection that nginx has used up is replaced, and every POST is seen once`() async throws {
        try await serving("keepalive_requests 3;") { (function, nginx) async throws in
            var seen: [String] = []
            for number in 0..<10 {
                let outcome = try await function.ask("POST", "/\(number)")
                seen.append("\(outcome.text) \(outcome.line["reused"] ?? "")")
            }
            let round = ["200 1 false", "200 2 true", "200 3 true"]
            #expect(seen == round + round + round + ["200 1 false"])
            #expect(try await nginx.requests(10).count == 10)
        }
    }

    /// A POST that meets the end of its connection on the way may fail, and then nginx has not seen it.
    @Test func `while nginx reloads under load no GET is lost, and no POST is taken twice`() async throws {
        let slots = 4
        let environment = ["AWS_LAMBDA_MAX_CONCURRENCY": "\(slots)"]
        try await serving("", reloads: true, environment: environment) {
            try await reload($1, under: Load($0), from: slots)
        }
    }

    private func reload(_ nginx: Nginx, under load: Load, from slots: Int) async throws {
        let statuses = try await load.run(slots: slots, reloading: nginx, times: 5)
        let answered = statuses.filter { $0.value == 200 }
        var seen: [String: Int] = [:]
        for line in try await nginx.requests(answered.count) {
            seen[line.split(separator: " ").prefix(2).joined(separator: " "), default: 0] += 1
        }
        let failed = statuses.filter { $0.value != 200 }
        #expect(failed.allSatisfy { $0.key.hasPrefix("POST") && $0.value == 502 }, "\(failed)")
        #expect(nginx.reloadCount == 5)
        #expect(failed.count <= 5 * slots)
        #expect(seen == answered.mapValues { _ in 1 })
    }
}

/// GET and POST by turns from several sides, as fast as they are answered.
private final class Load: Sendable {
    private let function: Function
    private let isOver = Atomic(false)

    init(_ function: Function) {
        self.function = function
    }

    /// Goes on until nginx has reloaded so often; the status of each request by method and target, which all differ.
    func run(slots: Int, reloading nginx: Nginx, times: Int) async throws -> [String: Int] {
        let sides = (0..<slots).map { slot in Task { try await self.run(slot) } }
        defer { isOver.store(true, ordering: .relaxed) }
        for _ in 0..<times {
            try await nginx.reload()
            try await Task.sleep(for: .milliseconds(150))
        }
        isOver.store(true, ordering: .relaxed)
        var statuses: [String: Int] = [:]
        for side in sides { try await statuses.merge(side.value) { _, new in new } }
        return statuses
    }

    private func run(_ slot: Int) async throws -> [String: Int] {
        var statuses: [String: Int] = [:]
        while !isOver.load(ordering: .relaxed) {
            let method = statuses.count % 2 == 0 ? "GET" : "POST"
            let number = slot * 1_000_000 + statuses.count
            statuses["\(method) /\(number)"] = try await function.send(method, "/\(number)", number: number)
                .status
        }
        return statuses
    }
}

extension Function {
    /// Waits until the peer has ended every connection of the process to a port, whether or not that was noticed.
    func peerEnds(connectionsTo port: Int) async throws {
        let digits = String(port, radix: 16, uppercase: true)
        let peer = "0100007F:" + String(repeating: "0", count: 4 - digits.count) + digits
        for _ in 0..<1000 {
            let table = String(decoding: contents(of: "/proc/\(process.id)/net/tcp") ?? [], as: UTF8.self)
            let isOpen = table.split(separator: "\n").contains { line in
                let columns = line.split(separator: " ")
                // `TCP_ESTABLISHED`.
                return columns.count > 3 && columns[2] == peer && columns[3] == "01"
            }
            guard isOpen else { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw NoReply(outcome: "the connections to \(port) do not end")
    }
}
