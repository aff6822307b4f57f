import Glibc
import LocalGateway
import NIOPosix
import Synchronization
import Testing

/// `switchyard local` with the real bootstrap under it, as a person runs it.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsSwitchyard, .needsBootstrap)
struct LocalCommandTests {
    private struct Session: Sendable {
        let process: ChildProcess
        let port: Int
        /// What it has printed so far, and what it prints from now on.
        let lines: Lines
        let folder: TemporaryFolder
        /// Where the table's one backend listens.
        let backend: Int

        /// Saves the table with a route of this name for everything under `/a`.
        func save(_ route: String, backend name: String = "sample") throws {
            try folder.write("routes.yml", LocalCommandTests.table(route, backend: backend, name).utf8)
        }
    }

    /// Lines as they come, kept so that a test can wait for one.
    private final class Lines: Sendable {
        private let seen = Mutex<[String]>([])

        func hear(_ line: String) {
            seen.withLock { $0.append(line) }
        }

        func first(_ isWanted: (String) -> Bool) async throws -> String {
            for _ in 0..<500 {
                if let line = seen.withLock({ $0.first(where: isWanted) }) { return line }
                try await Task.sleep(for: .milliseconds(20))
            }
            throw Loopback.NoAnswer(description: "it printed only \(seen.withLock { $0 })")
        }
    }

    private static func table(_ route: String, backend port: Int, _ name: String) -> String {
        """
        version: 1
        backends: {sample: http://127.0.0.1:\(port)}
        routes:
          - {name: \(route), match: {path: {prefix: /a}}, backend: \(name), rewrite: {path: {replacePrefix: /}}}

        """
    }

    private func session<Result: Sendable>(
        _ arguments: [String] = [],
        _ body: @Sendable (Session) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with { folder in
            try await SampleBackend.serving("sample", on: MultiThreadedEventLoopGroup.singleton) { backend in
                let file = try folder.write(
                    "routes.yml",
                    Self.table("all", backend: backend.port, "sample").utf8
                )
                let lines = Lines()
                let process = try await ChildProcess.start(
                    Tools.switchyard,
                    ["local", file, "--port", "0", "--bootstrap", Tools.bootstrap] + arguments,
                    environment: [:],
                    output: .lines { lines.hear($0) }
                )
                do {
                    let start = try await lines.first { $0.hasPrefix("serving ") }
                    let port = start.split(separator: ":").last.flatMap { Int($0.prefix { $0.isNumber }) }
                    let result = try await body(
                        Session(
                            process: process,
                            port: port ?? 0,
                            lines: lines,
                            folder: folder,
                            backend: backend.port
                        )
                    )
                    await process.stop()
                    return result
                } catch {
                    await process.stop()
                    throw error
                }
            }
        }
    }

    @Test(arguments: ["http", "http1", "rest", "url", "alb", "albMultiValue", "lattice"])
    func `a request goes through the whole, and one line tells of it`(_ frontEnd: String) async throws {
        let (answer, line) = try await session(["--front-end", frontEnd]) { session in
            let answer = try await Loopback.send("GET", "/a/b?x=1", to: session.port)
            return (answer, try await session.lines.first { $0.hasPrefix("GET /a/b") })
        }
        #expect(answer.status == 200)
        #expect(answer.text.contains(#""target": "/b?x=1""#))
        #expect(line.hasPrefix("GET /a/b → 200  route all  backend sample  "))
    }

    @Test func `Ctrl-C ends it and its bootstrap`() async throws {
        let (code, bootstrap) = try await session { session in
            _ = try await Loopback.send("GET", "/a", to: session.port)
            let bootstrap = try #require(child(of: session.process.id))
            session.process.signal(SIGINT)
            return (await session.process.exitCode, bootstrap)
        }
        #expect(code == 0)
        try await awaitEnd(of: bootstrap)
    }

    @Test func `its bootstrap does not outlive it when it is killed`() async throws {
        let bootstrap = try await session { session in
            _ = try await Loopback.send("GET", "/a", to: session.port)
            let bootstrap = try #require(child(of: session.process.id))
            kill(session.process.id, SIGKILL)
            _ = await session.process.exitCode
            return bootstrap
        }
        try await awaitEnd(of: bootstrap)
    }

    @Test func `a bootstrap that dies is started again`() async throws {
        let answer = try await session { session in
            _ = try await Loopback.send("GET", "/a", to: session.port)
            let bootstrap = try #require(child(of: session.process.id))
            kill(bootstrap, SIGKILL)
            _ = try await session.lines.first { $0.hasPrefix("the bootstrap ended with code 137") }
            return try await Loopback.send("GET", "/a", to: session.port)
        }
        #expect(answer.status == 200)
    }

    @Test func `a saved table is in force at once, and one with errors is not`() async throws {
        let (code, second) = try await session { session in
            try session.save("broken", backend: "no-such")
            _ = try await session.lines.first { $0.hasSuffix("the routes from before stay in force") }
            _ = try await Loopback.send("GET", "/a/1", to: session.port)
            _ = try await session.lines.first { $0.hasPrefix("GET /a/1 → 200  route all ") }
            try session.save("other")
            _ = try await session.lines.first { $0.hasSuffix("1 routes are in force") }
            let answer = try await Loopback.send("GET", "/a/2", to: session.port)
            return (answer.status, try await session.lines.first { $0.hasPrefix("GET /a/2") })
        }
        #expect(code == 200)
        #expect(second.hasPrefix("GET /a/2 → 200  route other "))
    }

    private static func streaming(_ frontEnd: String) -> [String] {
        ["--front-end", frontEnd, "--response-mode", "streaming"]
    }

    @Test(arguments: ["url", "rest"])
    func `a streamed answer arrives while its backend still sends`(_ frontEnd: String) async throws {
        let arrivals = try await session(Self.streaming(frontEnd)) { session in
            try await Self.arrivals(of: "/a/stream/4", from: session)
        }
        #expect(arrivals.body == "line 1\nline 2\nline 3\nline 4\n")
        #expect(arrivals.code == 0)
        // The backend sends a line every 200 ms: what came as one piece came late.
        #expect(arrivals.pieces >= 3)
    }

    @Test(arguments: ["url", "rest"])
    func `an answer that breaks off breaks the client's connection off`(_ frontEnd: String) async throws {
        let arrivals = try await session(Self.streaming(frontEnd)) { session in
            let arrivals = try await Self.arrivals(of: "/a/break", from: session)
            _ = try await session.lines.first { $0.hasPrefix("GET /a/break → 200 broken off: ") }
            return arrivals
        }
        // curl: the transfer was closed with data outstanding.
        #expect(arrivals.code == 18)
        #expect(arrivals.body == "half")
    }

    @Test func `slots serve requests side by side`() async throws {
        let elapsed = try await session(["--concurrency", "3"]) { session in
            _ = try await Loopback.send("GET", "/a", to: session.port)
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await Loopback.send("GET", "/a/delay/1500", to: session.port).status }
                }
                for try await status in group { #expect(status == 200) }
            }
            return ContinuousClock.now - start
        }
        #expect(elapsed < .milliseconds(3000))
    }

    @Test func `another address takes the place of a backend, also after a save`() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        try await SampleBackend.serving("other", on: group) { other in
            let arguments = ["--backend", "sample=http://127.0.0.1:\(other.port)"]
            let (first, second) = try await session(arguments) { session in
                let first = try await Loopback.send("GET", "/a/1", to: session.port)
                try session.save("saved")
                _ = try await session.lines.first { $0.hasSuffix("1 routes are in force") }
                let second = try await Loopback.send("GET", "/a/2", to: session.port)
                _ = try await session.lines.first { $0.hasPrefix("GET /a/2 → 200  route saved ") }
                return (first, second)
            }
            #expect(first.head.contains("X-Sample-Backend: other"))
            #expect(second.head.contains("X-Sample-Backend: other"))
        }
    }

    private struct Arrivals: Sendable {
        let code: Int32
        let body: String
        /// How many times something came.
        let pieces: Int
    }

    /// What curl gets: `--trace` tells of each piece that arrives.
    private static func arrivals(of path: String, from session: Session) async throws -> Arrivals {
        let (trace, body) = ("\(session.folder.path)/trace", "\(session.folder.path)/body")
        let process = try await ChildProcess.start(
            "/usr/bin/curl",
            ["-sN", "--trace-ascii", trace, "-o", body, "http://127.0.0.1:\(session.port)\(path)"],
            environment: [:]
        )
        let code = await process.exitCode
        let lines = String(decoding: contents(of: trace) ?? [], as: UTF8.self).split(separator: "\n")
        return Arrivals(
            code: code,
            body: String(decoding: contents(of: body) ?? [], as: UTF8.self),
            pieces: lines.count { $0.hasPrefix("<= Recv data") }
        )
    }

    /// A process whose parent this one is.
    private func child(of id: pid_t) -> pid_t? {
        names(in: "/proc").lazy.compactMap { pid_t($0) }.first { candidate in
            let status = contents(of: "/proc/\(candidate)/status") ?? []
            return status.firstRange(of: Array("\nPPid:\t\(id)\n".utf8)) != nil
        }
    }

    private func awaitEnd(of id: pid_t) async throws {
        for _ in 0..<500 {
            // One that has ended and waits for whoever inherited it to take note has no memory and no descriptor.
            let status = contents(of: "/proc/\(id)/status") ?? []
            guard !status.isEmpty, status.firstRange(of: Array("State:\tZ".utf8)) == nil else { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("process \(id) is still there")
    }
}
