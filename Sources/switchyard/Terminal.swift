import Glibc
import Routing

/// Lines for the person at the terminal, each written at once.
enum Terminal {
    static func line(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Text as it is, its line ends included.
    static func text(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Findings for standard error, as a person reads them.
    static func findings(_ diagnostics: [Diagnostic]) {
        write(FindingsFormat.text.text(for: diagnostics), to: STDERR_FILENO)
    }

    static func problem(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)
        while !rest.isEmpty {
            let count = unsafe Glibc.write(descriptor, rest, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }
}
