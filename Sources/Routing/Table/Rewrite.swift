/// What is changed in a request's target and host before it goes to a backend.
package struct Rewrite: Sendable {
    /// Nil leaves the path as it is.
    package var path: PathRewrite?
    /// Nil leaves the query as it is.
    package var query: QueryRewrite?
    /// The `Host` sent; nil leaves it to `hostHeader`.
    package var host: Template?

    package init(path: PathRewrite? = nil, query: QueryRewrite? = nil, host: Template? = nil) {
        self.path = path
        self.query = query
        self.host = host
    }

    static let key = Key(
        .rewrite,
        .map(
            MapShape(
                "`rewrite`",
                [
                    PathRewrite.key(example: "\"/v2/orders/{id}\""), QueryRewrite.key,
                    Key(
                        .host,
                        .textNamed("a host"),
                        "The `Host` that is sent, a template; not together with `hostHeader`.",
                        example: "\"{tenant}.internal\"",
                        standard: "as `hostHeader` says"
                    ),
                ]
            )
        ),
        "What is changed in the request's path, query and host.",
        example: "{path: \"/v2/orders/{id}\"}"
    )

    init(_ node: Node, _ policy: PathPolicy, _ templates: inout [LocatedTemplate], _ findings: inout Findings)
    {
        path = node[.path].flatMap { PathRewrite($0, policy, &templates, &findings) }
        query = node[.query].flatMap { QueryRewrite($0, &templates, &findings) }
        host = node[.host].flatMap { HostTemplate.read($0, &templates, &findings) }
    }
}

/// A host with captures in it.
enum HostTemplate {
    /// Nil where its literal text makes no host, which is reported.
    static func read(_ node: Node, _ templates: inout [LocatedTemplate], _ findings: inout Findings)
        -> Template?
    {
        guard let template = Template.read(node, &findings) else { return nil }
        templates.append(template)
        // A letter stands for what a request puts there.
        let sample = template.value.parts.map { part in
            if case .literal(let text) = part { text } else { "x" }
        }.joined()
        guard Authority(sample) != nil else {
            findings.report(.noHost(node))
            return nil
        }
        return template.value
    }
}
