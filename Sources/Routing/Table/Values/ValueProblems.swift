import HTTPTypes
import Messages

/// Values that are no methods, headers, hosts, addresses or origins.
extension Diagnostic {
    /// What a value is called in messages: as written, so that no variable's value shows.
    private static func quoted(_ node: Node) -> String {
        if !node.variables.isEmpty { return "what `\(node.shown)` holds" }
        return node.shown.isEmpty ? "an empty text" : "`\(node.shown)`"
    }

    static func noMethod(_ node: Node) -> Diagnostic {
        Diagnostic(.error, .invalidMethod, "\(quoted(node)) is no HTTP method", at: node.problemPlace)
    }

    static func unusualMethod(_ node: Node, among known: [String]) -> Diagnostic {
        let nearest = known.first { $0 == node.text?.uppercased() }
        return Diagnostic(
            .warning,
            .unusualMethod,
            "HTTP defines no method \(quoted(node)); methods are case-sensitive",
            at: node.problemPlace,
            fix: nearest.map { "did you mean `\($0)`?" }
        )
    }

    static func noHeaderName(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidHeaderName,
            "\(quoted(node)) is no name of a header",
            at: node.problemPlace,
            fix: "use letters, digits and `-`"
        )
    }

    static func hostInHeaders(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .forbiddenHeader,
            "`\(node.shown)` can't be changed as a header",
            at: node.problemPlace,
            fix: "use `hostHeader` or `rewrite.host`"
        )
    }

    static func forbiddenHeader(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .forbiddenHeader,
            "`\(node.shown)` belongs to the connection, which the forwarder makes itself",
            at: node.problemPlace,
            fix: "remove it"
        )
    }

    static func headerNamedTwice(_ node: Node, first: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .headerNamedTwice,
            "a second action for the header `\(node.shown)`",
            at: node.problemPlace,
            fix: "keep one of them",
            related: [Related("the first action stands here", at: first.place)]
        )
    }

    static func controlInHeader(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidHeaderValue,
            "a control character, which no header may hold",
            at: place,
            fix: "remove it"
        )
    }

    static func noHeaderValue(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidHeaderValue,
            "\(quoted(node)) is no header's value: it begins or ends with a space",
            at: node.problemPlace,
            fix: "remove the space"
        )
    }

    static func noHost(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidHost,
            "\(quoted(node)) is no host, expected a name or an address",
            at: node.problemPlace
        )
    }

    static func noAddressBlock(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidAddress,
            "\(quoted(node)) is no block of addresses, expected one such as `10.0.0.0/8`",
            at: node.problemPlace
        )
    }

    static func noAddress(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidAddress,
            "\(quoted(node)) is no address, expected one such as `192.0.2.7`",
            at: node.problemPlace
        )
    }

    static func hostBits(_ node: Node, _ block: CIDR) -> Diagnostic {
        Diagnostic(
            .warning,
            .hostBits,
            "\(quoted(node)) has bits behind its /\(block.prefixLength), which do not count",
            at: node.problemPlace
        )
    }

    static func noOrigin(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidOrigin,
            "\(quoted(node)) is no origin, expected `https://app.example.com` or `https://*.example.com`",
            at: node.problemPlace
        )
    }

    static func anyOriginBesideOthers(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidOrigin,
            "`*` beside other origins, expected it alone",
            at: node.problemPlace,
            fix: "remove the others or it"
        )
    }

    static func noTemplate(_ problem: Template.Problem, _ node: Node) -> Diagnostic {
        let end = max(problem.offset + 1, node.text?.utf8.count ?? 0)
        let close = Array((node.text ?? "").utf8)[min(problem.offset, end - 1)...].firstIndex(
            of: UInt8(ascii: "}")
        )
        let range = problem.offset..<(close.map { $0 + 1 } ?? end)
        return Diagnostic(
            .error,
            .invalidTemplate,
            "the template \(problem.reason)",
            at: node.place(of: range),
            fix: problem.fix
        )
    }

    static func emptyList(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(.error, .missingKey, "`\(name)` is empty", at: node.place, fix: "fill it or remove it")
    }

    static func onlyWith(_ other: String, _ key: Node, in subject: String) -> Diagnostic {
        Diagnostic(
            .error,
            .conflictingKeys,
            "`\(key.shown)` in \(subject) means nothing without `\(other)`",
            at: key.place,
            fix: "add `\(other)` or remove it"
        )
    }

    static func zeroDuration(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .wrongType,
            "`\(name)` is \(quoted(node)), expected more than nothing",
            at: node.problemPlace
        )
    }
}
