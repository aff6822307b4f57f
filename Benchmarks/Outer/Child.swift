import BenchmarkParts
import Glibc

/// A custom runtime under measurement.
struct Child: Sendable {
    let name: String
    /// The program and its arguments, split at spaces.
    let command: [String]
    /// Whether it reads the table that `ROUTES` names; else it gets one `URL`.
    let readsTable: Bool

    /// Starts it with a small environment like Lambda's; its output goes to a file.
    func start(_ variables: [String: String], output: String) throws(Failure) -> Running {
        var environment = [
            "PATH": TextFile.variable("PATH") ?? "/usr/bin:/bin",
            "LANG": "C.UTF-8", "TZ": ":UTC", "AWS_REGION": "eu-west-1", "_HANDLER": "bench",
            "AWS_LAMBDA_FUNCTION_NAME": "bench", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "LAMBDA_TASK_ROOT": "/",
        ]
        environment.merge(variables) { $1 }
        return try Child.spawn(command, environment.map { "\($0.key)=\($0.value)" }, output)
    }

    private static func spawn(
        _ command: [String],
        _ environment: [String],
        _ output: String
    ) throws(Failure) -> Running {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var id: pid_t = 0
        var started = 0
        let code = unsafe withPointers(command) { arguments in
            unsafe withPointers(environment) { environment in
                started = MonotonicClock.now()
                return unsafe posix_spawnp(&id, command.first ?? "", &actions, nil, arguments, environment)
            }
        }
        guard code == 0 else { throw Failure("\(command.first ?? "a child") does not start: error \(code)") }
        return Running(id: id, started: started)
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

/// A child's process.
struct Running {
    let id: pid_t
    /// Just before it was started, on the `MonotonicClock`.
    let started: Int

    /// The processor time that all its threads have used, in nanoseconds.
    var processorTime: Int {
        var clock = clockid_t()
        guard unsafe clock_getcpuclockid(id, &clock) == 0 else { return -1 }
        return MonotonicClock.nanoseconds(of: clock)
    }

    /// The most memory that it had resident, in MB; not a number where the kernel does not tell.
    var mostResident: Double {
        let text = TextFile.text(of: "/proc/\(id)/status") ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            let words = line.split { $0 == " " || $0 == "\t" }
            return words.count > 1 ? (Double(words[1]) ?? .nan) / 1024 : .nan
        }
        return .nan
    }

    /// Ends it, and waits for its end.
    func end(_ signal: Int32) {
        _ = kill(id, signal)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    }
}

/// Why the benchmark cannot go on.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
