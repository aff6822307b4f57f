extension TextTest {
    static let shape = Shape.either([
        .textNamed("a value"),
        .map(
            MapShape(
                "the condition",
                [
                    Key(.exact, .text, "The value itself.", example: "\"1\""),
                    Key(.prefix, .text, "What the value begins with.", example: "Bearer"),
                    Key(.suffix, .text, "What the value ends with.", example: "-beta"),
                    Key(.contains, .text, "What the value contains.", example: "Mozilla"),
                    Key(
                        .regex,
                        .textNamed("a regex"),
                        "A PCRE2 regex over the whole value.",
                        example: "push|pull_request"
                    ),
                    Key(.present, .boolean, "Whether there is a value, whatever it is.", example: "true"),
                ]
            )
        ),
    ])

    /// Reads a text that has to be equal, or a map of tests that all have to hold.
    static func read(_ node: Node, _ findings: inout Findings) -> TextTest {
        var test = TextTest()
        test.isUndetermined = node.isUndetermined
        guard let entries = node.map else {
            test.exact = node.text
            return test
        }
        for entry in entries {
            if entry.value.isUndetermined { test.isUndetermined = true }
            switch entry.keyName {
            case .exact: test.exact = entry.value.text
            case .prefix: test.prefix = entry.value.text
            case .suffix: test.suffix = entry.value.text
            case .contains: test.contains = entry.value.text
            case .regex: test.regex = Regex.read(entry.value, &findings)
            case .present: test.isPresent = entry.value.boolean
            default: break
            }
        }
        if test.isPresent == false, entries.count > 1, let key = node.key(.present) {
            findings.report(.absentAndTested(key))
        }
        return test
    }
}

extension Regex {
    /// Compiles a regex; nil where it does not compile, which is reported in PCRE2's words and at its place.
    static func read(_ node: Node, _ findings: inout Findings) -> Regex? {
        guard let text = node.text, !node.isUndetermined else { return nil }
        do throws(RegexProblem) {
            let regex = try Regex(text)
            if RegexText(text).hasNestedQuantifiers { findings.report(.nestedQuantifiers(node)) }
            return regex
        } catch {
            findings.report(.brokenRegex(error, node))
            return nil
        }
    }
}
