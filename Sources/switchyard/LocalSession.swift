import FrontEnds
import LocalGateway
import NIOPosix
import Routing

/// One run of `switchyard local`: the Runtime API, the bootstrap under it, the front end before it.
struct LocalSession: Sendable {
    let table: String
    /// The table and what it includes, as they were when it was read.
    let files: TableWatch
    let settings: GatewaySettings
    let port: Int
    let bootstrap: String
    let isVerbose: Bool

    /// Serves until the program is asked to stop; nothing that it started is left.
    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        try await RuntimeAPIServer.serving(on: group, whenInitFails: tellInitError) { runtime in
            let lines = AccessLines(isVerbose: isVerbose)
            let process = BootstrapProcess(
                path: bootstrap,
                environment: ChildEnvironment.serving(
                    table: table,
                    functionTimeout: settings.functionTimeout
                ),
                runtime: runtime,
                output: .lines { lines.hear($0) },
                report: { Terminal.problem($0) }
            )
            try await GatewayServer.serving(
                settings,
                port: port,
                in: runtime,
                on: group,
                report: { lines.answered($0) }
            ) { gateway in
                try await until(Stop.requested, run: process) {
                    // Whoever reads this may save the table at once: the one it was started with is read by now.
                    try await runtime.calls(within: .seconds(60)) { $0.contains { $0.endpoint == .next } }
                    Terminal.line("serving \(table) at http://127.0.0.1:\(gateway.port) (Ctrl-C ends it)")
                }
            }
        }
    }

    private func until(
        _ stop: @escaping @Sendable () async -> Void,
        run process: BootstrapProcess,
        announce: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await process.run() }
            group.addTask { await stop() }
            group.addTask {
                try await announce()
                try await followChanges(process)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Replaces the bootstrap when the table or a file that it includes is saved, if the table still holds.
    private func followChanges(_ process: BootstrapProcess) async throws {
        var watch = files
        while true {
            try await Task.sleep(for: .milliseconds(300))
            guard watch.haveChanged() else { continue }
            do throws(RejectedTable) {
                let loaded = try RouteTable.load(path: table, variables: Variables(ChildEnvironment.current))
                watch.follow(loaded.files)
                Terminal.line("\(table) was saved: \(loaded.routes.count) routes are in force")
                process.replace()
            } catch {
                Terminal.findings(error.diagnostics)
                Terminal.problem("\(table) was saved with errors: the routes from before stay in force")
            }
        }
    }

    private func tellInitError(_ call: RuntimeAPICall) {
        Terminal.problem("the bootstrap could not start: \(call.text)")
    }
}
