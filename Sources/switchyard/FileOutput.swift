import Glibc

/// Writes small files whole.
enum FileOutput {
    struct Problem: Error {
        /// To stand behind "can't be written: ".
        let reason: String
    }

    /// Puts a text in place of what a file held.
    static func write(_ text: String, to path: String) throws(Problem) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw lastProblem() }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw lastProblem() }
            rest = rest.dropFirst(count)
        }
    }

    private static func lastProblem() -> Problem {
        Problem(reason: unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)")
    }
}
