/// Conditions that are none, or that look like mistakes.
extension Diagnostic {
    static func noPathPattern(_ problem: PathPatternProblem, _ node: Node) -> Diagnostic {
        let end = node.text?.utf8.count ?? 0
        let place = problem.offset > 0 ? node.place(of: problem.offset..<end) : node.problemPlace
        let fix: String? =
            switch problem.kind {
            case .path(.notAbsolute): "write `/\(node.shown)`"
            case .path(.encodedSlash): "set `pathPolicy.encodedSlash: keep` if the backend needs it"
            case .partialCapture: "let a capture be a whole segment, or use `regex`"
            default: nil
            }
        return Diagnostic(
            .error,
            .invalidPath,
            "the path `\(node.shown)` \(problem.reason)",
            at: place,
            fix: fix
        )
    }

    static func noHostPattern(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidHost,
            "`\(node.shown)` is no host name",
            at: node.problemPlace,
            fix: "write a name without scheme, port and path, or `*.` and a name"
        )
    }

    static func brokenRegex(_ problem: RegexProblem, _ node: Node) -> Diagnostic {
        let end = node.text?.utf8.count ?? 0
        let start = min(problem.offset, end)
        return Diagnostic(
            .error,
            .invalidRegex,
            "the regex does not compile: \(problem.message)",
            at: end == 0 ? node.problemPlace : node.place(of: start..<min(start + 1, end))
        )
    }

    static func nestedQuantifiers(_ node: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .nestedQuantifiers,
            "the regex repeats a group that repeats something itself, which can take very long",
            at: node.problemPlace,
            fix: "make one of the two quantifiers possessive, as in `(?:[^/]++/)*`"
        )
    }

    static func regexMatchesNoPath(_ node: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .regexMatchesNoPath,
            "the regex can match no path: every path begins with `/`",
            at: node.problemPlace,
            fix: "let it begin with `/`"
        )
    }

    static func regexMatchesNoPath(
        _ node: Node,
        _ impossible: RegexText.Impossible,
        in text: String
    ) -> Diagnostic {
        let part = Array(text.utf8.dropFirst(impossible.range.lowerBound).prefix(impossible.range.count))
        let (reason, fix) =
            switch impossible.reason {
            case .unencoded:
                (
                    "a regex sees it encoded",
                    "write `\(String(decoding: PercentCoding.encoded(part, allowing: .path), as: UTF8.self))`"
                )
            case .lowerCaseEscape:
                (
                    "a regex sees escapes in upper case",
                    "write `\(String(decoding: part, as: UTF8.self).uppercased())`"
                )
            case .query: ("the query is no part of the path", "put it under `query`")
            }
        return Diagnostic(
            .warning,
            .regexMatchesNoPath,
            "the regex can match no path: \(reason)",
            at: node.place(of: impossible.range),
            fix: fix
        )
    }

    static func absentAndTested(_ key: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .conflictingKeys,
            "a value that is absent can't be tested",
            at: key.place,
            fix: "keep `present: false` alone, or remove it"
        )
    }
}
