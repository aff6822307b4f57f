import HTTPTypes
import Messages

extension Match {
    /// One map of conditions.
    static let shape: MapShape = MapShape(
        "`match`",
        [
            PathPattern.key, methodsKey, HeaderCondition.key, QueryCondition.key, HostPattern.key,
            sourceIpsKey,
            Key(
                .not,
                .later { .map(Match.excludedShape) },
                "Conditions of the same kinds; the route matches only if they do not all hold.",
                example: "{headers: {x-internal: {present: true}}}",
                standard: "nothing excluded"
            ),
        ]
    )

    private static let excludedShape: MapShape = MapShape("`not`", shape.keys)

    /// `match` of a route: a map, or a list of maps of which any may hold.
    static let key = Key(
        .match,
        .oneOrMore(.map(shape)),
        "Which requests the route takes: a map of conditions that all hold, or a list of maps of which any may.",
        example: "{path: \"/orders/{id}\", methods: [GET, PUT]}",
        standard: "every request"
    )

    private static let methodsKey = Key(
        .methods,
        .oneOrMore(.textNamed("a method")),
        "The methods; `GET` does not imply `HEAD`, and case matters.",
        example: "[GET, HEAD]",
        standard: "any method"
    )

    private static let sourceIpsKey = Key(
        .sourceIps,
        .oneOrMore(.textNamed("an address or block")),
        "The caller's address, as the front end vouches for it; where it is unknown the condition fails.",
        example: "[10.0.0.0/8, \"2001:db8::/32\"]",
        standard: "any address"
    )

    /// Reads one map of conditions; what can't be read is reported, and the match is incomplete.
    static func read(_ node: Node, policy: PathPolicy, _ findings: inout Findings) -> Match {
        var match = Match()
        let before = findings.count
        for entry in node.map ?? [] { match.read(entry, policy, &findings) }
        if node.isUndetermined || (findings.count > before && findings.hasErrors) {
            match.isIncomplete = true
        }
        return match
    }

    private mutating func read(_ entry: Node.Entry, _ policy: PathPolicy, _ findings: inout Findings) {
        let value = entry.value
        if value.list?.isEmpty == true { findings.report(.emptyList(entry.name, value)) }
        if value.elements.contains(where: \.isUndetermined) { isIncomplete = true }
        switch entry.keyName {
        case .path: path = PathPattern.read(value, policy, &findings)
        case .methods: methods = MethodNames.read(value, &findings)
        case .hosts: hosts = value.elements.compactMap { HostPattern.read($0, &findings) }
        case .sourceIps: sourceIps = AddressBlocks.read(value, &findings)
        case .headers: headers = value.map?.compactMap { HeaderCondition.read($0, &findings) } ?? []
        case .query: query = value.map?.compactMap { QueryCondition.read($0, &findings) } ?? []
        case .not where value.isMap:
            let match = Match.read(value, policy: policy, &findings)
            isIncomplete = isIncomplete || match.isIncomplete
            excluded = .match(match)
        default: break
        }
        isIncomplete =
            isIncomplete || headers.contains(where: \.test.isUndetermined)
            || query.contains(where: \.test.isUndetermined)
    }
}

extension PathPattern {
    static let key = Key(
        .path,
        .either([
            .textNamed("a path"),
            .map(
                MapShape(
                    "`path`",
                    exactlyOne: [[.exact, .prefix, .template, .regex]],
                    [
                        Key(
                            .exact,
                            .textNamed("a path"),
                            "The path itself; braces in it are themselves.",
                            example: "/orders"
                        ),
                        Key(
                            .prefix,
                            .textNamed("a path"),
                            "The path and all below it, by whole segments.",
                            example: "/users"
                        ),
                        Key(
                            .template,
                            .textNamed("a path with captures"),
                            "`{name}` is one segment that is not empty, `{name+}` the rest, last only.",
                            example: "\"/orders/{id}\""
                        ),
                        Key(
                            .regex,
                            .textNamed("a regex"),
                            "A PCRE2 regex over the whole path in its encoded form.",
                            example: "'/reports/(?<year>\\d{4})\\.csv'"
                        ),
                    ]
                )
            ),
        ]),
        "The path: exact, or a template where it has `{name}`, or a map that says which.",
        example: "\"/orders/{id}\"",
        standard: "any path"
    )

    /// Nil where it is none, which is reported.
    static func read(_ node: Node, _ policy: PathPolicy, _ findings: inout Findings) -> PathPattern? {
        guard let entries = node.map else {
            return read(node, .short, &findings) { text throws(PathPatternProblem) in
                try PathPattern(text, policy: policy)
            }
        }
        guard let entry = entries.first else { return nil }
        switch entry.keyName {
        case .exact:
            return read(entry.value, .exact, &findings) { text throws(PathPatternProblem) in
                try exact(text, policy)
            }
        case .prefix:
            return read(entry.value, .prefix, &findings) { text throws(PathPatternProblem) in
                try prefix(text, policy)
            }
        case .template:
            return read(entry.value, .template, &findings) { text throws(PathPatternProblem) in
                .template(try PathTemplate(text, policy: policy))
            }
        case .regex: return readRegex(entry.value, &findings)
        default: return nil
        }
    }

    private static func read(
        _ node: Node,
        _ form: Form,
        _ findings: inout Findings,
        _ parse: (String) throws(PathPatternProblem) -> PathPattern
    ) -> PathPattern? {
        guard let text = node.textWithoutVariableBraces, !node.isUndetermined else { return nil }
        guard checkSlips(text, form, node, &findings) else { return nil }
        do throws(PathPatternProblem) {
            return try parse(text)
        } catch {
            findings.report(.noPathPattern(error, node))
            return nil
        }
    }

    private static func readRegex(_ node: Node, _ findings: inout Findings) -> PathPattern? {
        guard let regex = Regex.read(node, &findings) else { return nil }
        let text = RegexText(regex.text)
        if !text.beginsLikePath, !regex.canMatch(subjectBeginningWith: "/") {
            findings.report(.regexMatchesNoPath(node))
        } else if let impossible = text.impossibleInPaths {
            findings.report(.regexMatchesNoPath(node, impossible, in: regex.text))
        }
        return .regex(regex)
    }
}

extension Node {
    /// The text with the braces that variables hold encoded: in a path they are themselves.
    fileprivate var textWithoutVariableBraces: String? {
        guard let text else { return nil }
        let variables = variables
        guard !variables.isEmpty else { return text }
        var bytes: [UInt8] = []
        for (index, byte) in text.utf8.enumerated() {
            let isBrace = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
            if isBrace, variables.contains(where: { $0.range.contains(index) }) {
                bytes.appendEscape(of: byte)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
