import FrontEnds
import Glibc
import LocalGateway
import NIOPosix
import Testing

/// AWS's own Runtime API in its mode of many invocations at once, as Lambda Managed Instances have it.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsEmulator, .needsBootstrap, .needsMounts)
struct ManyAtOnceTests {
    /// In this mode the emulator takes the bootstrap from `/var/task` alone, and runs it as another user; it
    /// gets a `/var` of its own, so that nothing of the machine is touched.
    private static let script = """
        mount -t tmpfs tmpfs /var && mkdir -p /var/task /var/tmp && cp "$0" /var/task/bootstrap &&
        cp "$1" /var/task/routes.yml && chmod -R a+rX /var/task && exec "$2" --log-level warn \
        --runtime-api-address 127.0.0.1:$3 --runtime-interface-emulator-address 127.0.0.1:$4
        """

    private func serving(
        slots: Int,
        _ body: @Sendable (Int) async throws -> Void
    ) async throws {
        let (port, runtimePort) = (try await Loopback.freePort(), try await Loopback.freePort())
        try await SampleBackend.serving("one", on: MultiThreadedEventLoopGroup.singleton) { backend in
            try await TemporaryFolder.with { folder in
                let table = """
                    version: 1
                    backends: {one: "http://127.0.0.1:\(backend.port)"}
                    routes: [{name: one, backend: one}]
                    """
                let process = try await ChildProcess.start(
                    "/usr/bin/unshare",
                    [
                        "-m", "sh", "-c", Self.script, Tools.bootstrap,
                        try folder.write("routes.yml", table.utf8), Tools.emulator, "\(runtimePort)",
                        "\(port)",
                    ],
                    environment: [
                        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "AWS_LAMBDA_MAX_CONCURRENCY": "\(slots)",
                        "AWS_LAMBDA_FUNCTION_TIMEOUT": "10", "LAMBDA_TASK_ROOT": "/var/task",
                    ],
                    output: .file(path: "\(folder.path)/emulator.log")
                )
                defer { process.signal(SIGKILL) }
                try await Loopback.awaitListener(on: port)
                try await body(port)
            }
        }
    }

    @Test func `many invocations at once are served by one process, each with its own answer`() async throws {
        let slots = 16
        try await serving(slots: slots) { port in
            // The first one starts the bootstrap.
            #expect(try await Self.status(of: "/hello", port) == 200)
            let begin = ContinuousClock.now
            try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for number in 0..<slots {
                    group.addTask {
                        let delayed = number % 2 == 0
                        let path = delayed ? "/delay/500" : "/status/\(400 + number)"
                        return (delayed ? 200 : 400 + number, try await Self.status(of: path, port))
                    }
                }
                for try await (expected, status) in group { #expect(status == expected) }
            }
            // One after the other, those that wait would take four seconds.
            #expect(ContinuousClock.now - begin < .seconds(3))
        }
    }

    private static func status(of path: String, _ port: Int) async throws -> Int {
        let request = ClientRequest(target: path)
        let target = "/2015-03-31/functions/function/invocations"
        let event = FrontEnd.http.event(for: request)
        let answer = try await Loopback.send("POST", target, body: event, to: port)
        return try FrontEnd.http.clientResponse(from: answer.body, to: request, at: Deployment()).get().status
    }
}

extension Trait where Self == ConditionTrait {
    /// A mount namespace of one's own, which root may have and most containers may not.
    fileprivate static var needsMounts: Self {
        .enabled("mounts of one's own are not allowed here") {
            let process = try? await ChildProcess.start(
                "/usr/bin/unshare",
                ["-m", "mount", "-t", "tmpfs", "tmpfs", "/var"],
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
                output: .lines { _ in }
            )
            return await process?.exitCode == 0
        }
    }
}
