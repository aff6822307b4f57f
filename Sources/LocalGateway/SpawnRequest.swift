import Glibc

/// What `posix_spawn` needs to start a child in a process group of its own, without our descriptors and signals.
struct SpawnRequest: Sendable {
    struct Failure: Error {
        let errno: Int32
    }

    private let arguments: [String]
    private let environment: [String]
    private let output: ChildProcess.Output

    init(_ path: String, _ arguments: [String], environment: [String: String], output: ChildProcess.Output) {
        // util-linux's `setpriv` sets the signal that the child gets when we die, and then becomes the program.
        self.arguments = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", path] + arguments
        self.environment = environment.map { "\($0.key)=\($0.value)" }
        self.output = output
    }

    /// Starts the child; its output goes where it was asked to.
    func spawn() -> Result<pid_t, Failure> {
        guard case .lines(let hear) = output else { return spawn(writingTo: nil) }
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return .failure(Failure(errno: errno)) }
        let (reading, writing) = (ends[0], ends[1])
        let started = spawn(writingTo: writing)
        close(writing)
        Thread.run { LineReader(descriptor: reading).run(hear) }
        return started
    }

    private func spawn(writingTo descriptor: Int32?) -> Result<pid_t, Failure> {
        var attributes = posix_spawnattr_t()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawnattr_init(&attributes)
        unsafe posix_spawn_file_actions_init(&actions)
        defer {
            unsafe posix_spawnattr_destroy(&attributes)
            unsafe posix_spawn_file_actions_destroy(&actions)
        }
        SpawnRequest.isolate(&attributes)
        unsafe redirect(&actions, to: descriptor)
        var id: pid_t = 0
        let code = unsafe SpawnRequest.withPointers(arguments) { arguments in
            unsafe SpawnRequest.withPointers(environment) { environment in
                unsafe posix_spawn(&id, "/usr/bin/setpriv", &actions, &attributes, arguments, environment)
            }
        }
        return code == 0 ? .success(id) : .failure(Failure(errno: code))
    }

    private static func isolate(_ attributes: inout posix_spawnattr_t) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT] { unsafe sigaddset(&signals, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private func redirect(_ actions: inout posix_spawn_file_actions_t, to descriptor: Int32?) {
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        if case .file(let path) = output {
            let flags = O_WRONLY | O_CREAT | O_APPEND
            unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, flags, 0o644)
            unsafe posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        } else if let descriptor {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, STDOUT_FILENO)
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, STDERR_FILENO)
        }
        // Sockets of ours are open in the child else; closing what is not open does no harm.
        for descriptor in 3..<min(1024, Int32(sysconf(Int32(_SC_OPEN_MAX)))) {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
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
