import Glibc
import Synchronization

/// Keeps the real `bootstrap` running under a Runtime API server, as Lambda keeps a runtime: started again when it
/// ends, slower each time it ends quickly.
package final class BootstrapProcess: Sendable {
    private let path: String
    private let environment: [String: String]
    private let runtime: RuntimeAPIServer
    private let output: ChildProcess.Output
    private let report: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        var child: ChildProcess?
        /// Whether the running program was told to end because another one is wanted.
        var isReplaced = false
    }

    /// `environment` is all that it gets besides `AWS_LAMBDA_RUNTIME_API`; `report` hears when it ends by itself.
    package init(
        path: String,
        environment: [String: String],
        runtime: RuntimeAPIServer,
        output: ChildProcess.Output = .inherited,
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.path = path
        self.environment = environment.merging(["AWS_LAMBDA_RUNTIME_API": runtime.address]) { _, ours in ours
        }
        self.runtime = runtime
        self.output = output
        self.report = report
    }

    /// Runs until the task is cancelled; the program has ended then.
    package func run() async throws {
        var pause = Duration.zero
        while !Task.isCancelled {
            let started = ContinuousClock.now
            let code = try await runOnce()
            runtime.runtimeExited()
            guard !Task.isCancelled else { return }
            let isReplaced = state.withLock { $0.isReplaced }
            if isReplaced || ContinuousClock.now - started > .seconds(5) { pause = .zero }
            if !isReplaced { report("the bootstrap ended with code \(code); it is started again") }
            try await Task.sleep(for: pause)
            pause = min(max(pause * 2, .milliseconds(200)), .seconds(5))
        }
    }

    /// Ends the running program, so that it is started anew: after a time-out, or with another table.
    package func replace() {
        let child = state.withLock { state in
            state.isReplaced = true
            // Under the lock: an end that is told to the Runtime API before this would leave it holding for good.
            if state.child != nil { runtime.hold() }
            return state.child
        }
        if let child { BootstrapProcess.end(child) }
    }

    private func runOnce() async throws -> Int32 {
        // What starts from here on is already the other one.
        state.withLock { $0.isReplaced = false }
        let child = try await ChildProcess.start(path, environment: environment, output: output)
        let isLate = state.withLock { state in
            state.child = child
            return state.isReplaced
        }
        if isLate { replace() }
        let code = await withTaskCancellationHandler {
            await child.exitCode
        } onCancel: {
            BootstrapProcess.end(child)
        }
        state.withLock { $0.child = nil }
        return code
    }

    private static func end(_ child: ChildProcess) {
        child.signal(SIGTERM)
        Task {
            try await Task.sleep(for: .seconds(1))
            child.signal(SIGKILL)
        }
    }
}
