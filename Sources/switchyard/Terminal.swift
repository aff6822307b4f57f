import Glibc
import Routing
import TableTools

/// Lines for the person at the terminal, each written at once.
enum Terminal {
    /// Colours on a terminal that has them, unless the person wants none (https://no-color.org).
    static var style: Style { style(of: STDOUT_FILENO) }

    private static func style(of descriptor: Int32) -> Style {
        let environment = ChildEnvironment.current
        let isWanted = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        return Style(isColoured: isWanted && isatty(descriptor) == 1)
    }

    static func line(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Text as it is, its line ends included.
    static func text(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Findings for standard error, as a person reads them.
    static func findings(_ diagnostics: [Diagnostic]) {
        write(FindingsFormat.text.text(for: diagnostics, style(of: STDERR_FILENO)), to: STDERR_FILENO)
    }

    static func problem(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    /// Without it the signal would end the program before it could end in order.
    private static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    private static func write(_ text: String, to descriptor: Int32) {
        ignoresBrokenPipes
        var rest = Array(text.utf8)
        while !rest.isEmpty {
            let count = unsafe Glibc.write(descriptor, rest, rest.count)
            if count < 0, errno == EINTR { continue }
            // Whoever read us has gone, as `head` does: nobody is left to tell.
            if count < 0, errno == EPIPE { exit(0) }
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }
}
