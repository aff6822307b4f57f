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
    private let child = Mutex<ChildProcess?>(nil)

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
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            let started = ContinuousClock.now
            let child = try await ChildProcess.start(path, environment: environment, output: output)
            self.child.withLock { $0 = child }
            let code = await withTaskCancellationHandler {
                await child.exitCode
            } onCancel: {
                child.signal(SIGTERM)
                Task {
                    try await Task.sleep(for: .seconds(1))
                    child.signal(SIGKILL)
                }
            }
            runtime.runtimeExited()
            guard !Task.isCancelled else { return }
            pause =
                ContinuousClock.now - started > .seconds(5) ? .milliseconds(100) : min(pause * 2, .seconds(5))
            report("the bootstrap ended with code \(code); it is started again in \(pause)")
            try await Task.sleep(for: pause)
        }
    }

    /// Ends the running program, so that it is started anew, as Lambda does after a time-out.
    package func restart() {
        child.withLock { $0 }?.signal(SIGKILL)
    }
}
