package import HTTPTypes

/// Which origins' scripts may read a route's answers (Fetch standard, section 3.2); preflights are answered here.
package struct CORS: Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        /// `*`
        case any
        /// `https://app.example.com`, in lower case and without its scheme's own port.
        case exact(String)
        /// `https://*.example.com`: one or more labels before the suffix, which begins with a dot; scheme with `://`.
        case subdomains(scheme: String, suffix: String)
    }

    package var allowOrigins: [Origin]
    /// Nil where the table names none: the methods that a script may use anyway, GET, HEAD and POST.
    package var allowMethods: [HTTPRequest.Method]?
    package var allowHeaders: [String]
    package var exposeHeaders: [String]
    package var allowCredentials: Bool
    package var maxAge: Duration?

    package init(
        allowOrigins: [Origin],
        allowMethods: [HTTPRequest.Method]? = nil,
        allowHeaders: [String] = [],
        exposeHeaders: [String] = [],
        allowCredentials: Bool = false,
        maxAge: Duration? = nil
    ) {
        self.allowOrigins = allowOrigins
        self.allowMethods = allowMethods
        self.allowHeaders = allowHeaders
        self.exposeHeaders = exposeHeaders
        self.allowCredentials = allowCredentials
        self.maxAge = maxAge
    }

    /// Nil where no level names an origin.
    init?(_ given: Given) {
        guard let origins = given.allowOrigins, !origins.isEmpty else { return nil }
        self.init(
            allowOrigins: origins,
            allowMethods: given.allowMethods,
            allowHeaders: given.allowHeaders ?? [],
            exposeHeaders: given.exposeHeaders ?? [],
            allowCredentials: given.allowCredentials?.value ?? false,
            maxAge: given.maxAge
        )
    }

    /// What one level of the table gives.
    struct Given: Sendable {
        var allowOrigins: [Origin]?
        var allowMethods: [HTTPRequest.Method]?
        var allowHeaders: [String]?
        var exposeHeaders: [String]?
        var allowCredentials: Located<Bool>?
        var maxAge: Duration?

        /// This level with a later one on top of it, key by key.
        func merged(with later: Given) -> Given {
            Given(
                allowOrigins: later.allowOrigins ?? allowOrigins,
                allowMethods: later.allowMethods ?? allowMethods,
                allowHeaders: later.allowHeaders ?? allowHeaders,
                exposeHeaders: later.exposeHeaders ?? exposeHeaders,
                allowCredentials: later.allowCredentials ?? allowCredentials,
                maxAge: later.maxAge ?? maxAge
            )
        }
    }
}

extension CORS.Given {
    static let key = Key(
        .cors,
        .map(
            MapShape(
                "`cors`",
                [
                    Key(
                        .allowOrigins,
                        .oneOrMore(.textNamed("an origin")),
                        "The origins whose scripts may read answers: exact, `*` alone, or `https://*.example.com`.",
                        example: "[\"https://app.example.com\"]"
                    ),
                    Key(
                        .allowMethods,
                        .oneOrMore(.textNamed("a method")),
                        "The methods that a preflight grants.",
                        example: "[GET, PUT]",
                        standard: "GET, HEAD, POST"
                    ),
                    Key(
                        .allowHeaders,
                        .oneOrMore(.textNamed("a header name")),
                        "The request headers that a preflight grants.",
                        example: "[content-type, x-order-id]",
                        standard: "none"
                    ),
                    Key(
                        .exposeHeaders,
                        .oneOrMore(.textNamed("a header name")),
                        "The answer's headers that a script may read.",
                        example: "[x-order-id]",
                        standard: "none"
                    ),
                    Key(
                        .allowCredentials,
                        .boolean,
                        "Whether requests with cookies are granted; not with the origin `*`.",
                        example: "true",
                        standard: "false"
                    ),
                    Key(
                        .maxAge,
                        .duration,
                        "How long a browser may keep a preflight's answer.",
                        example: "10m",
                        standard: "the browser's own"
                    ),
                ]
            )
        ),
        "Which origins' scripts may read the answers; preflights are answered here.",
        example: "{allowOrigins: [\"https://app.example.com\"], allowMethods: [GET, PUT]}",
        standard: "none"
    )

    init(_ node: Node, _ findings: inout Findings) {
        allowOrigins = node[.allowOrigins].map { Origins.read($0, &findings) }
        allowMethods = node[.allowMethods].map { MethodNames.read($0, &findings) }
        allowHeaders = node[.allowHeaders].map { Origins.headerNames($0, &findings) }
        exposeHeaders = node[.exposeHeaders].map { Origins.headerNames($0, &findings) }
        allowCredentials = node[.allowCredentials].flatMap { Located($0.boolean, $0) }
        maxAge = node[.maxAge]?.duration
    }
}
