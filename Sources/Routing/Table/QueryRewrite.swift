/// What becomes of a query.
package enum QueryRewrite: Sendable {
    /// The request is sent without one.
    case drop
    /// Parameters are taken out, then set, then added.
    case changes(QueryChanges)
    /// Exactly this query (percent-encoded), or none where it is nil.
    case exactly(String?)
}

/// Parameters of a query that are changed, each name once.
package struct QueryChanges: Sendable, Hashable {
    package struct Parameter: Sendable, Hashable {
        /// Decoded.
        package let name: String
        package let value: Template

        package init(name: String, value: Template) {
            self.name = name
            self.value = value
        }
    }

    /// In place of all parameters of the name.
    package let set: [Parameter]
    /// Behind all others.
    package let add: [Parameter]
    /// Decoded names.
    package let remove: [String]

    package init(set: [Parameter] = [], add: [Parameter] = [], remove: [String] = []) {
        self.set = set
        self.add = add
        self.remove = remove
    }
}

extension QueryRewrite {
    static let key = Key(
        .query,
        .either([
            .choice(["drop"]),
            .map(
                MapShape(
                    "`query`",
                    [
                        Key(
                            .set,
                            .names(NamesShape("parameter", .text)),
                            "Parameters that take the place of all of their name.",
                            example: "{page: \"1\"}"
                        ),
                        Key(
                            .add,
                            .names(NamesShape("parameter", .oneOrMore(.text))),
                            "Parameters that are added at the end.",
                            example: "{source: gateway}"
                        ),
                        Key(
                            .remove,
                            .oneOrMore(.text),
                            "Names whose parameters are taken out.",
                            example: "[debug]"
                        ),
                    ]
                )
            ),
        ]),
        "What changes in the query: `drop`, or parameters that are set, added and removed.",
        example: "{set: {order: \"{id}\"}, remove: [debug]}",
        standard: "the request's query"
    )

    /// Nil where the shape check has reported it.
    init?(_ node: Node, _ templates: inout [LocatedTemplate], _ findings: inout Findings) {
        if node.text == "drop" {
            self = .drop
            return
        }
        guard node.isMap else { return nil }
        let set = QueryRewrite.parameters(node[.set], &templates, &findings)
        let add = QueryRewrite.parameters(node[.add], &templates, &findings)
        if let remove = node[.remove], remove.list?.isEmpty == true {
            findings.report(.emptyList("remove", remove))
        }
        self = .changes(QueryChanges(set: set, add: add, remove: node[.remove]?.texts ?? []))
        QueryRewrite.checkNames(node, &findings)
    }

    private static func parameters(
        _ node: Node?,
        _ templates: inout [LocatedTemplate],
        _ findings: inout Findings
    ) -> [QueryChanges.Parameter] {
        var parameters: [QueryChanges.Parameter] = []
        for entry in node?.map ?? [] {
            for value in entry.value.elements {
                guard let template = Template.read(value, &findings) else { continue }
                templates.append(template)
                parameters.append(QueryChanges.Parameter(name: entry.name, value: template.value))
            }
        }
        return parameters
    }

    /// As with headers, one action a name.
    private static func checkNames(_ node: Node, _ findings: inout Findings) {
        var seen: [String: Node] = [:]
        for section in node.map ?? [] {
            let names =
                section.keyName == .remove
                ? Array(section.value.elements) : (section.value.map ?? []).map(\.key)
            for name in names {
                guard let text = name.text else { continue }
                if let first = seen[text], first.place != name.place {
                    findings.report(.parameterNamedTwice(name, first: first))
                }
                seen[text] = seen[text] ?? name
            }
        }
    }
}
