import FrontEnds
import LocalGateway
import NIOPosix
import Routing

/// One run of `switchyard local`: the Runtime API, the bootstrap under it, the front end before it.
struct LocalSession: Sendable {
    let served: ServedTable
    /// The table and what it includes, as they were when it was read.
    let files: TableWatch
    let settings: GatewaySettings
    /// How many events the bootstrap handles side by side.
    let slots: Int
    let streams: Bool
    let port: Int
    let bootstrap: String
    let isVerbose: Bool

    /// Serves until the program is asked to stop; nothing that it started is left.
    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        // What is over is not kept: a session may last for days.
        let behaviour = RuntimeAPIBehaviour(keepsBodies: false, keepsCalls: false)
        try await RuntimeAPIServer.serving(behaviour, on: group, whenInitFails: tellInitError) { runtime in
            let lines = AccessLines(isVerbose: isVerbose, table: served.path)
            let process = BootstrapProcess(
                path: bootstrap,
                environment: ChildEnvironment.serving(
                    table: served.path,
                    functionTimeout: settings.functionTimeout,
                    slots: slots,
                    streams: streams,
                    given: served.values
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
                    Terminal.line(
                        "serving \(served.table) at http://127.0.0.1:\(gateway.port) (Ctrl-C ends it)"
                    )
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
        let table = served.table
        while true {
            try await Task.sleep(for: .milliseconds(300))
            guard watch.haveChanged() else { continue }
            do {
                let loaded = try served.read()
                watch.follow(loaded.files)
                process.replace()
                Terminal.line("\(table) was saved: \(loaded.routes.count) routes are in force")
            } catch {
                if let rejected = error as? RejectedTable {
                    Terminal.findings(rejected.diagnostics)
                } else {
                    Terminal.problem("\(error)")
                }
                Terminal.problem("\(table) was saved with errors: the routes from before stay in force")
            }
        }
    }

    private func tellInitError(_ call: RuntimeAPICall) {
        Terminal.problem("the bootstrap could not start: \(call.text)")
    }
}
