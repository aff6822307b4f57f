/// What people write in a path who know it from elsewhere, where it means something else.
extension PathPattern {
    /// What a pattern is written as.
    enum Form {
        case short, exact, prefix, template
    }

    /// Reports a query in a path, a capture in a prefix, and `*` for any segment; false where the path can't be meant.
    ///
    /// An `exact` path is taken by its word, but for the query.
    static func checkSlips(_ text: String, _ form: Form, _ node: Node, _ findings: inout Findings) -> Bool {
        let bytes = text.utf8.span
        guard holdsSlips(bytes, form) else { return true }
        if let mark = firstIndex(of: "?", or: "#", in: (node.text ?? text).utf8.span) {
            findings.report(.queryInPath(at: node.place(of: mark..<mark + 1)))
            return false
        }
        if form == .prefix, firstIndex(of: "{", or: "}", in: bytes) != nil {
            findings.report(.captureInPrefix(node))
            return false
        }
        if form != .exact, firstIndex(of: "*", or: "*", in: bytes) != nil, holdsAnySegment(text) {
            findings.report(.literalAsterisk(node))
        }
        return true
    }

    /// Whether a character stands in it that may be a slip; in nearly all none does.
    private static func holdsSlips(_ bytes: Span<UInt8>, _ form: Form) -> Bool {
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "*"): return true
            case UInt8(ascii: "{") where form == .prefix, UInt8(ascii: "}") where form == .prefix: return true
            default: continue
            }
        }
        return false
    }

    private static func firstIndex(
        of one: Unicode.Scalar,
        or other: Unicode.Scalar,
        in bytes: Span<UInt8>
    ) -> Int? {
        for index in bytes.indices
        where bytes[index] == UInt8(ascii: one) || bytes[index] == UInt8(ascii: other) {
            return index
        }
        return nil
    }

    private static func holdsAnySegment(_ text: String) -> Bool {
        text.split(separator: "/").contains { $0 == "*" || $0 == "**" }
    }
}

extension Diagnostic {
    fileprivate static func captureInPrefix(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidPath,
            "a brace in the `prefix` `\(node.shown)`, which makes no captures",
            at: node.problemPlace,
            fix: "use a `template` that ends with `{rest+}`, or write `%7B` and `%7D`"
        )
    }

    fileprivate static func literalAsterisk(_ node: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .literalAsterisk,
            "`*` in the path `\(node.shown)` stands for itself, not for any segment",
            at: node.problemPlace,
            fix: "use `prefix` for all below, `{name}` for one segment, or `exact` where it is meant"
        )
    }
}
