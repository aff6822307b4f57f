package import Messages

/// An answer that is given without a backend.
package struct Respond: Sendable, Hashable {
    /// 200 to 599.
    package let status: Int
    package let headers: [ResponseField]
    /// Nil for no body.
    package let body: Template?

    package init(status: Int, headers: [ResponseField] = [], body: Template? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A header field of an answer of ours.
package struct ResponseField: Sendable, Hashable {
    package let name: FieldName
    package let value: Template

    package init(name: FieldName, value: Template) {
        self.name = name
        self.value = value
    }
}

extension Respond {
    static let headersKey = Key(
        .headers,
        .names(NamesShape("header", .text, ignoresCase: true)),
        "The answer's header fields.",
        example: "{content-type: text/plain}",
        standard: "none"
    )
    static let bodyKey = Key(
        .body,
        .text,
        "The answer's body, a template.",
        example: "\"gone\"",
        standard: "empty"
    )
    static let key = Key(
        .respond,
        .map(
            MapShape(
                "`respond`",
                [
                    Key(
                        .status,
                        .integer(200...599),
                        "The answer's status.",
                        example: "410",
                        isRequired: true
                    ),
                    headersKey,
                    bodyKey,
                ]
            )
        ),
        "The route answers by itself.",
        example: "{status: 410, body: \"gone\"}"
    )

    /// Nil where the status is missing, which the shape check has reported.
    init?(_ node: Node, _ templates: inout [LocatedTemplate], _ findings: inout Findings) {
        let headers = Respond.headers(node[.headers], &templates, &findings)
        let body = node[.body].flatMap { Template.read($0, &findings) }
        if let body { templates.append(body) }
        guard let status = node[.status]?.integer else { return nil }
        self.init(status: status, headers: headers, body: body?.value)
    }

    /// The fields of an answer; what may not be set is reported and left out.
    static func headers(
        _ node: Node?,
        _ templates: inout [LocatedTemplate],
        _ findings: inout Findings
    ) -> [ResponseField] {
        var fields: [ResponseField] = []
        for entry in node?.map ?? [] {
            guard let name = HeaderNames.readChangeable(entry.key, &findings) else { continue }
            guard HeaderNames.check(value: entry.value, &findings) else { continue }
            guard let template = Template.read(entry.value, &findings) else { continue }
            templates.append(template)
            fields.append(ResponseField(name: name, value: template.value))
        }
        return fields
    }
}
