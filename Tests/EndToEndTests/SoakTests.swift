import Messages
import FrontEnds
import Glibc
import LocalGateway
import NIOPosix
import Testing

/// The release build for a long time, with backends that fail in every way; `make soak` makes it long.
@Suite(.serialized, .timeLimit(.minutes(60)), .needsBootstrap)
struct SoakTests {
    /// What is asked for, and the status that it must get.
    private static let requests: [(path: String, status: Int)] = [
        ("/one/hello", 200), ("/one/echo", 200), ("/one/cookies", 200), ("/one/bytes/7000", 200),
        ("/one/status/503", 503), ("/one/garbage", 502), ("/one/break", 502), ("/late/delay/60", 504),
        ("/refused", 500), ("/nowhere", 404), ("/again/status/503", 503),
    ]

    private static func table(backend: Int, refused: Int) -> String {
        """
        version: 1
        metrics: {namespace: Soak}
        backends:
          one: http://127.0.0.1:\(backend)
          refused: http://127.0.0.1:\(refused)
        routes:
          - {name: one, match: {path: {prefix: /one}}, backend: one, rewrite: {path: {replacePrefix: /}}}
          - name: late
            match: {path: {prefix: /late}}
            backend: one
            rewrite: {path: {replacePrefix: /}}
            timeouts: {request: 20ms}
          - name: again
            match: {path: {prefix: /again}}
            backend: one
            rewrite: {path: {replacePrefix: /}}
            retry: {attempts: 1, codes: [503], backoff: 1ms}
          - {name: refused, match: {path: /refused}, backend: refused}

        """
    }

    @Test func `memory and descriptors stay as they are, and every invocation is answered once`() async throws
    {
        let count = Tools.soakInvocations
        try await serving { server, process in
            let first = min(count / 2, 5000)
            await invoke(first, server)
            let warm = try Footprint(of: process.id)
            await invoke(count - first, server)
            let end = try Footprint(of: process.id)
            print("soak: \(count) invocations, \(warm) when warm, \(end) at the end")
            #expect(end.residentBytes - warm.residentBytes < 3_000_000, "\(warm), then \(end)")
            #expect(end.descriptors <= warm.descriptors + 4, "\(warm), then \(end)")
            // Each has one poll and one answer; besides there are the polls that wait now.
            #expect(server.callCount <= 2 * count + Self.slots)
        }
    }

    private static let slots = 4

    private func serving(
        _ body: @escaping @Sendable (RuntimeAPIServer, ChildProcess) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let behaviour = RuntimeAPIBehaviour(keepsBodies: false, keepsCalls: false)
        let refused = try await Loopback.freePort()
        try await TemporaryFolder.with { folder in
            try await SampleBackend.serving("one", on: group) { backend in
                try await RuntimeAPIServer.serving(behaviour, on: group) { server in
                    let table = Self.table(backend: backend.port, refused: refused)
                    let process = try await ChildProcess.start(
                        Tools.bootstrap,
                        environment: [
                            "AWS_LAMBDA_RUNTIME_API": server.address,
                            "AWS_LAMBDA_MAX_CONCURRENCY": "\(Self.slots)",
                            "RESPONSE_MODE": "streaming",
                            "ROUTES": try folder.write("routes.yml", table.utf8),
                        ],
                        output: .lines { _ in }
                    )
                    defer { process.signal(SIGKILL) }
                    try await body(server, process)
                    process.signal(SIGTERM)
                    #expect(await process.exitCode == 0)
                }
            }
        }
    }

    /// Hands in so many events, buffered and streamed ones by turns, from as many sides as there are slots.
    private func invoke(_ count: Int, _ server: RuntimeAPIServer) async {
        await withTaskGroup { group in
            for side in 0..<Self.slots {
                group.addTask {
                    for number in stride(from: side, to: count, by: Self.slots) {
                        await Self.invoke(number, server)
                    }
                }
            }
        }
    }

    private static func invoke(_ number: Int, _ server: RuntimeAPIServer) async {
        let request = requests[number % requests.count]
        let frontEnd: FrontEnd = number % 2 == 0 ? .url : .http
        let invocation = Invocation(
            requestID: "r\(number)-\(frontEnd.rawValue)",
            event: frontEnd.event(for: ClientRequest(target: request.path)),
            deadline: 4_000_000_000_000
        )
        let outcome = await server.invoke(invocation)
        guard case .reply(let reply) = outcome else {
            Issue.record("\(request.path) through \(frontEnd): \(outcome)")
            return
        }
        let isBrokenInTheMiddle = request.path == "/one/break" && frontEnd == .url
        let status = isBrokenInTheMiddle ? 200 : request.status
        #expect(reply.text.hasPrefix("{\"statusCode\":\(status),"), "\(request.path) through \(frontEnd)")
        #expect((reply.trailers[.lambdaErrorType] != nil) == isBrokenInTheMiddle)
    }
}

/// What a process holds.
private struct Footprint: CustomStringConvertible {
    let residentBytes: Int
    let descriptors: Int

    init(of process: pid_t) throws {
        guard let folder = unsafe opendir("/proc/\(process)/fd") else { throw Gone() }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        descriptors = count
        guard let file = unsafe fopen("/proc/\(process)/statm", "r") else { throw Gone() }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 200)
        _ = unsafe fgets(&line, 200, file)
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Gone()
        }
        residentBytes = pages * 4096
    }

    var description: String { "\(residentBytes / 1024) KiB and \(descriptors) descriptors" }

    struct Gone: Error {}
}
