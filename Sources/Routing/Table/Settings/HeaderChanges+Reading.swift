import Messages

extension HeaderChanges.Given {
    static func key(_ name: KeyName, _ sentence: String, example: String) -> Key {
        let values = NamesShape("header", .text, ignoresCase: true)
        return Key(
            name,
            .map(
                MapShape(
                    "`\(name.rawValue)`",
                    [
                        Key(
                            .set,
                            .names(values),
                            "Fields that take the place of all of their name.",
                            example: "{x-order-id: \"{id}\"}"
                        ),
                        Key(
                            .add,
                            .names(NamesShape("header", .oneOrMore(.text), ignoresCase: true)),
                            "Fields that are added to those of their name.",
                            example: "{x-hop: switchyard}"
                        ),
                        Key(
                            .remove,
                            .oneOrMore(.textNamed("a header name")),
                            "Names whose fields are taken out.",
                            example: "[x-internal-token]"
                        ),
                        Key(
                            .setIfAbsent,
                            .names(values),
                            "Fields that are set where there is none of their name.",
                            example: "{x-request-id: \"{request.id}\"}"
                        ),
                    ]
                )
            ),
            sentence,
            example: example,
            standard: "no change"
        )
    }

    static let requestKey = key(
        .requestHeaders,
        "What is done to the request's header fields, one action a name.",
        example: "{set: {x-order-id: \"{id}\"}, remove: [x-internal-token]}"
    )
    static let responseKey = key(
        .responseHeaders,
        "What is done to the response's header fields, one action a name.",
        example: "{set: {cache-control: no-store}, remove: [server]}"
    )

    init(_ node: Node, _ findings: inout Findings) {
        self.init()
        var seen: [FieldName: Node] = [:]
        for entry in node.map ?? [] {
            if entry.keyName == .remove {
                readRemovals(entry.value, &seen, &findings)
                continue
            }
            for field in entry.value.map ?? [] { read(entry.keyName, field, &seen, &findings) }
        }
    }

    private mutating func readRemovals(
        _ node: Node,
        _ seen: inout [FieldName: Node],
        _ findings: inout Findings
    ) {
        if node.list?.isEmpty == true { findings.report(.emptyList("remove", node)) }
        for element in node.elements {
            guard let name = named(element, &seen, &findings) else { continue }
            append(Located(HeaderChanges.Change(name: name, action: .remove), element), [])
        }
    }

    private mutating func read(
        _ action: KeyName?,
        _ field: Node.Entry,
        _ seen: inout [FieldName: Node],
        _ findings: inout Findings
    ) {
        let name = named(field.key, &seen, &findings)
        if field.value.list?.isEmpty == true { findings.report(.emptyList(field.name, field.value)) }
        let templates = field.value.elements.compactMap { value -> LocatedTemplate? in
            guard HeaderNames.check(value: value, &findings) else { return nil }
            return Template.read(value, &findings)
        }
        guard let name, let first = templates.first?.value else { return }
        let change: HeaderChanges.Action
        switch action {
        case .set: change = .set(first)
        case .add: change = .add(templates.map(\.value))
        case .setIfAbsent: change = .setIfAbsent(first)
        default: return
        }
        append(Located(HeaderChanges.Change(name: name, action: change), field.key), templates[...])
    }

    /// The name, unless it may not be changed or this level has named it before, which is reported.
    private func named(
        _ node: Node,
        _ seen: inout [FieldName: Node],
        _ findings: inout Findings
    ) -> FieldName? {
        guard let name = HeaderNames.readChangeable(node, &findings) else { return nil }
        if let first = seen[name] {
            findings.report(.headerNamedTwice(node, first: first))
            return nil
        }
        seen[name] = node
        return name
    }
}
