/// A problem in something that a person wrote: what was found, what was expected, where, and what to do.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable {
        case error
        case warning
    }

    /// A second place that explains the first, such as "first defined here".
    package struct Related: Sendable, Hashable {
        package let message: String
        package let place: Place

        package init(_ message: String, at place: Place) {
            self.message = message
            self.place = place
        }
    }

    package let severity: Severity
    package let code: Code
    /// Lower case, no full stop, names in backticks; never holds what a variable holds.
    package let message: String
    package let place: Place
    /// What to do about it, in the imperative.
    package let fix: String?
    package let related: [Related]
    /// What may not be shown of the source: secrets in plain text.
    private(set) var hidden: [Place] = []

    package init(
        _ severity: Severity,
        _ code: Code,
        _ message: String,
        at place: Place,
        fix: String? = nil,
        related: [Related] = []
    ) {
        self.severity = severity
        self.code = code
        self.message = Diagnostic.printable(message)
        self.place = place
        self.fix = fix
        self.related = related
    }

    /// The diagnostic with an excerpt in which these places can't be read.
    func hiding(_ secrets: [Place]) -> Diagnostic {
        guard !secrets.isEmpty else { return self }
        var result = self
        result.hidden = secrets
        return result
    }

    /// A control character could drive the reader's terminal or forge a line of a log.
    private static func printable(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return text }
        return String(
            decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: "?") : $0 },
            as: UTF8.self
        )
    }
}

/// The error that loading throws, once, with everything that it found; at least one diagnostic is an error.
package struct RejectedTable: Error {
    /// Errors and warnings, sorted by place.
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }
}
