package import Glibc

/// A program that was started, and ends when it is told to.
package struct SpawnedProcess: Sendable {
    /// The system's number for it.
    package let id: pid_t
    /// Just before it was started, on the `MonotonicClock`.
    package let started: Int

    /// Starts a program, looked for in `PATH`, with exactly this environment; it reads and writes these descriptors
    /// in place of standard input and of output and error.
    ///
    /// - Throws: `SystemFailure` where the system refuses.
    package init(
        _ command: [String],
        environment: [String],
        input: Int32,
        output: Int32,
        errors: Int32
    ) throws(SystemFailure) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, standard) in [
            (input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO),
        ] {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, standard)
        }
        var id: pid_t = 0
        var started = 0
        let code = unsafe SpawnedProcess.withPointers(command) { arguments in
            unsafe SpawnedProcess.withPointers(environment) { environment in
                started = MonotonicClock.now()
                return unsafe posix_spawnp(&id, command.first ?? "", &actions, nil, arguments, environment)
            }
        }
        guard code == 0 else {
            throw SystemFailure("\(command.first ?? "a program") does not start", errno: code)
        }
        self.id = id
        self.started = started
    }

    /// The processor time that all its threads have used, in nanoseconds.
    package var processorTime: Int {
        var clock = clockid_t()
        guard unsafe clock_getcpuclockid(id, &clock) == 0 else { return -1 }
        return MonotonicClock.nanoseconds(of: clock)
    }

    /// Sends it a signal, and waits for its end.
    package func end(_ signal: Int32) {
        _ = kill(id, signal)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    }

    private static func withPointers<Result>(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = unsafe texts.map { unsafe strdup($0) }
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe body(pointers + [nil])
    }
}
