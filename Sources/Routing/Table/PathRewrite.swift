/// What becomes of a path.
package enum PathRewrite: Sendable {
    /// A text with captures in place of the whole path.
    case template(Template)
    /// The prefix that matched is replaced: a canonical path without a slash at its end, empty for nothing.
    case replacePrefix(String)
    /// The regex's first match is replaced; in the substitution, numbers name its groups.
    case regex(Regex, substitution: Template)
    /// Exactly this path, whatever the request's is.
    case exactly(String)
}

extension PathRewrite {
    static func key(example: String) -> Key {
        Key(
            .path,
            .either([
                .textNamed("a path with captures"),
                .map(
                    MapShape(
                        "`path`",
                        exactlyOne: [[.replacePrefix, .regex]],
                        [
                            Key(
                                .replacePrefix,
                                .textNamed("a path"),
                                "Takes the place of the prefix that matched.",
                                example: "/v2"
                            ),
                            Key(
                                .regex,
                                .textNamed("a regex"),
                                "PCRE2; its first match in the path is replaced.",
                                example: "\"^/old/(.*)\""
                            ),
                            Key(
                                .substitution,
                                .textNamed("a path with groups"),
                                "Takes the place of what `regex` matched; `{1}` and `{name}` are its groups.",
                                example: "\"/new/{1}\""
                            ),
                        ]
                    )
                ),
            ]),
            "The path that is sent: a template, or what changes in it.",
            example: example,
            standard: "the request's path"
        )
    }

    /// Nil where it is none, which is reported; captures are left to a later check of the templates.
    init?(
        _ node: Node,
        _ policy: PathPolicy,
        _ templates: inout [LocatedTemplate],
        _ findings: inout Findings
    ) {
        if !node.isMap {
            guard let template = PathRewrite.template(node, &findings) else { return nil }
            templates.append(template)
            self = .template(template.value)
        } else if let prefix = node[.replacePrefix] {
            if let key = node.key(.substitution) { findings.report(.onlyWith("regex", key, in: "`path`")) }
            guard let path = CanonicalText.path(prefix, policy, mayBeEmpty: true, &findings) else {
                return nil
            }
            self = .replacePrefix(path)
        } else {
            guard let regex = node[.regex] else { return nil }
            guard let substitution = node[.substitution] else {
                findings.report(.missingKey(["substitution"], node, "`path` with `regex`"))
                return nil
            }
            let compiled = PathRewrite.regex(regex, &findings)
            guard let template = Template.read(substitution, allowsGroups: true, &findings) else {
                return nil
            }
            guard let compiled else { return nil }
            PathRewrite.checkGroups(of: template, in: compiled, &findings)
            let names = Set(compiled.groupNames.map(\.name))
            // What names no group of the regex has to be a capture of the match.
            templates.append(Located(template.value.withoutCaptures(named: names), template.node))
            self = .regex(compiled, substitution: template.value)
        }
    }

    private static func template(_ node: Node, _ findings: inout Findings) -> LocatedTemplate? {
        guard let text = node.text, !node.isUndetermined else { return nil }
        guard text.utf8.first == UInt8(ascii: "/") || text.utf8.first == UInt8(ascii: "{") else {
            findings.report(.noPath(node, "does not begin with `/`"))
            return nil
        }
        if let mark = Array(text.utf8).firstIndex(where: {
            $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
        }) {
            findings.report(.queryInPath(at: node.place(of: mark..<mark + 1)))
            return nil
        }
        return Template.read(node, &findings)
    }

    private static func regex(_ node: Node, _ findings: inout Findings) -> Regex? {
        guard let text = node.text, !node.isUndetermined else { return nil }
        do throws(RegexProblem) {
            return try Regex(text, extent: .part)
        } catch {
            findings.report(.noRegex(error, node))
            return nil
        }
    }

    private static func checkGroups(of template: LocatedTemplate, in regex: Regex, _ findings: inout Findings)
    {
        for part in template.value.parts {
            guard case .value(.group(let number)) = part, number > regex.groupCount else { continue }
            findings.report(.unknownGroup(number, count: regex.groupCount, template.node))
        }
    }
}
