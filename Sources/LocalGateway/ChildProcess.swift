package import Glibc
import Synchronization

/// A program that runs beside this process and never outlives it: the kernel kills it when this process ends,
/// however it ends.
package final class ChildProcess: Sendable {
    /// Why a program did not start.
    package enum StartError: Error, Hashable, CustomStringConvertible {
        case notExecutable(path: String)
        case refused(path: String, errno: Int32)

        package var description: String {
            switch self {
            case .notExecutable(let path): "`\(path)` is not there, or not executable"
            case .refused(let path, let number): "`\(path)` did not start: error \(number)"
            }
        }
    }

    /// Where standard output and error go.
    package enum Output: Sendable {
        case inherited
        /// Appended to a file.
        case file(path: String)
        /// Line by line to us, without the line's end; called on a thread of its own.
        case lines(@Sendable (String) -> Void)
    }

    package let id: pid_t
    private let ending: Ending

    private init(id: pid_t, ending: Ending) {
        self.id = id
        self.ending = ending
    }

    /// Starts a program (a path, not looked for in `PATH`) with exactly this environment.
    package static func start(
        _ path: String,
        _ arguments: [String] = [],
        environment: [String: String],
        output: Output = .inherited
    ) async throws(StartError) -> ChildProcess {
        guard unsafe access(path, X_OK) == 0 else { throw .notExecutable(path: path) }
        let ending = Ending()
        let request = SpawnRequest(path, arguments, environment: environment, output: output)
        // The kernel's "parent death" signal comes when the thread that started the child ends: it gets its own.
        let started = await withCheckedContinuation { continuation in
            Thread.run {
                let started = request.spawn()
                continuation.resume(returning: started)
                if case .success(let id) = started { ending.finish(Self.waitFor(id)) }
            }
        }
        switch started {
        case .success(let id): return ChildProcess(id: id, ending: ending)
        case .failure(let failure): throw .refused(path: path, errno: failure.errno)
        }
    }

    /// How it ended, once it has: an exit code, or 128 and the signal's number, as shells say it.
    package var exitCode: Int32 {
        get async { await ending.value }
    }

    /// Sends a signal to the program and what it started.
    package func signal(_ number: Int32) {
        guard !ending.isThere else { return }
        _ = kill(-id, number)
    }

    /// Asks it to end, kills it when it has not within `grace`, and waits for it.
    @discardableResult
    package func stop(grace: Duration = .seconds(1)) async -> Int32 {
        signal(SIGTERM)
        let killer = Task {
            try await Task.sleep(for: grace)
            signal(SIGKILL)
        }
        defer { killer.cancel() }
        return await exitCode
    }

    private static func waitFor(_ id: pid_t) -> Int32 {
        var details = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(id), &details, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        // Not reaped yet, so its number is still its own: what it leaves behind in its group ends with it.
        _ = kill(-id, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
    }
}

/// The end of a process, which any number of tasks may wait for.
private final class Ending: Sendable {
    private struct State {
        var code: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())

    var isThere: Bool { state.withLock { $0.code != nil } }

    var value: Int32 {
        get async {
            await withCheckedContinuation { continuation in
                let code = state.withLock { state in
                    if state.code == nil { state.waiting.append(continuation) }
                    return state.code
                }
                if let code { continuation.resume(returning: code) }
            }
        }
    }

    func finish(_ code: Int32) {
        let waiting = state.withLock { state in
            state.code = code
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: code) }
    }
}
