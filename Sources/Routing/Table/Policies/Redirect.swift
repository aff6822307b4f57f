/// An answer that sends the client elsewhere; what is nil is the request's own.
package struct Redirect: Sendable {
    package var scheme: BackendURL.Scheme?
    package var host: Template?
    /// 1 to 65535.
    package var port: Int?
    package var path: PathRewrite?
    /// 301, 302, 303, 307 or 308.
    package var status: Int

    package init(
        scheme: BackendURL.Scheme? = nil,
        host: Template? = nil,
        port: Int? = nil,
        path: PathRewrite? = nil,
        status: Int = 302
    ) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.status = status
    }

    static let key = Key(
        .redirect,
        .map(
            MapShape(
                "`redirect`",
                [
                    Key(
                        .scheme,
                        .choice(["http", "https"]),
                        "The new scheme.",
                        example: "https",
                        standard: "the request's"
                    ),
                    Key(
                        .host,
                        .textNamed("a host"),
                        "The new host, a template.",
                        example: "www.example.com",
                        standard: "the request's"
                    ),
                    Key(
                        .port,
                        .integer(1...65535),
                        "The new port.",
                        example: "8443",
                        standard: "the request's"
                    ),
                    PathRewrite.key(example: "{replacePrefix: /new}"),
                    Key(
                        .status,
                        .number(among: [301, 302, 303, 307, 308]),
                        "The answer's status.",
                        example: "301",
                        standard: "302"
                    ),
                ]
            )
        ),
        "The route answers with a redirect; the query is kept.",
        example: "{scheme: https, status: 301}"
    )

    init(_ node: Node, _ policy: PathPolicy, _ templates: inout [LocatedTemplate], _ findings: inout Findings)
    {
        scheme = node[.scheme]?.text.flatMap(BackendURL.Scheme.init(rawValue:))
        host = node[.host].flatMap { HostTemplate.read($0, &templates, &findings) }
        port = node[.port]?.integer
        path = node[.path].flatMap { PathRewrite($0, policy, &templates, &findings) }
        status = node[.status]?.integer ?? 302
        if node[.host] != nil, let written = node[.host]?.text, Authority(written)?.port != nil,
            let host = node[.host]
        {
            findings.report(.portInRedirectHost(host))
        }
        if node.map?.isEmpty == false, scheme == nil, node[.host] == nil, port == nil, node[.path] == nil {
            findings.report(.redirectToItself(node))
        }
    }
}
