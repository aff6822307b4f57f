/// What happens to spellings of a path that different backends read differently (`pathPolicy` in a table).
package struct PathPolicy: Sendable, Hashable {
    /// For `.` and `..`, plain, encoded, and with parameters (`..;x`).
    package enum DotSegments: String, Sendable, CaseIterable {
        case reject, resolve
    }

    /// For `%2F`, `%5C` and the backslash.
    package enum EncodedSlash: String, Sendable, CaseIterable {
        case reject, keep
    }

    /// For `//`.
    package enum DoubleSlash: String, Sendable, CaseIterable {
        case merge, reject, keep
    }

    package var dotSegments: DotSegments
    package var encodedSlash: EncodedSlash
    package var doubleSlash: DoubleSlash

    package init(
        dotSegments: DotSegments = .reject,
        encodedSlash: EncodedSlash = .reject,
        doubleSlash: DoubleSlash = .merge
    ) {
        self.dotSegments = dotSegments
        self.encodedSlash = encodedSlash
        self.doubleSlash = doubleSlash
    }
}

/// Why a path is refused; the answer is a `badRequest`.
package enum PathProblem: Error, Sendable, Hashable, CaseIterable {
    case notAbsolute, invalidEscape, control, dotSegment, encodedSlash, doubleSlash

    /// What is wrong, to stand behind "the path" in a log line or a diagnostic.
    package var reason: String {
        switch self {
        case .notAbsolute: "does not begin with `/`"
        case .invalidEscape: "has a `%` that two hexadecimal digits do not follow"
        case .control: "has a control character"
        case .dotSegment: "has a `.` or `..` segment"
        case .encodedSlash: "has an encoded slash or a backslash"
        case .doubleSlash: "has a doubled slash"
        }
    }
}
