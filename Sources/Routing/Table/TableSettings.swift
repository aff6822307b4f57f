package import Messages

/// How the stage is taken from a path's beginning.
package enum StripStage: String, Sendable, CaseIterable {
    /// Where the event's domain is an execute-api one, its stage is named and is the path's first segment.
    case auto
    case always
    case never

    static let key = Key(
        .stripStage,
        .choice(allCases.map(\.rawValue)),
        "When the deployment stage is taken from the path's beginning.",
        example: "never",
        standard: "auto"
    )
}

/// In which order routes are tried.
package enum MatchOrder: String, Sendable, CaseIterable {
    case file
    case specificity

    static let key = Key(
        .matchOrder,
        .choice(allCases.map(\.rawValue)),
        "Whether routes are tried as they stand in the file, or the most specific first.",
        example: "specificity",
        standard: "file"
    )
}

/// Where CloudWatch's embedded metrics go.
package struct Metrics: Sendable, Hashable {
    package let namespace: String

    package init(namespace: String) {
        self.namespace = namespace
    }

    static let key = Key(
        .metrics,
        .map(
            MapShape(
                "`metrics`",
                [
                    Key(
                        .namespace,
                        .text,
                        "The CloudWatch namespace of the metrics.",
                        example: "Switchyard",
                        isRequired: true
                    )
                ]
            )
        ),
        "Turns CloudWatch embedded metrics on.",
        example: "{namespace: Switchyard}",
        standard: "off"
    )

    /// Nil where it is none, which is reported.
    init?(_ node: Node, _ findings: inout Findings) {
        guard let name = node[.namespace], let text = name.text, !name.isUndetermined else { return nil }
        // CloudWatch's own rule for a namespace.
        let isValid = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) || ".-_/#: ".utf8.contains($0)
        }
        guard isValid, (1...255).contains(text.utf8.count), text.first != ":" else {
            findings.report(.noNamespace(name))
            return nil
        }
        namespace = text
    }
}

/// How a table that comes from the AppConfig agent is kept fresh.
package struct Reload: Sendable, Hashable {
    /// How often it is read again; more than nothing.
    package let every: Duration
    /// The file that is used until the agent answers, resolved against the table's folder; nil for none.
    package let fallback: String?

    package init(every: Duration = .seconds(45), fallback: String? = nil) {
        self.every = every
        self.fallback = fallback
    }

    static let key = Key(
        .reload,
        .map(
            MapShape(
                "`reload`",
                [
                    Key(
                        .every,
                        .duration,
                        "How often the table is read again.",
                        example: "45s",
                        standard: "45s"
                    ),
                    Key(
                        .fallback,
                        .textNamed("a file name"),
                        "The file that is used until the agent answers.",
                        example: "routes.yml",
                        standard: "none"
                    ),
                ]
            )
        ),
        "How a table from the AppConfig agent is kept fresh.",
        example: "{every: 45s, fallback: routes.yml}"
    )

    init(_ node: Node, resolve: (String) -> String, _ findings: inout Findings) {
        every = node[.every]?.duration ?? .seconds(45)
        fallback = node[.fallback]?.text.map(resolve)
        if let file = node[.fallback], file.text == "" { findings.report(.emptyName("file", file)) }
        if let every = node[.every], self.every == .zero { findings.report(.zeroDuration("every", every)) }
    }
}

/// A header made from what the front end vouches for; the client's own of that name is removed first.
package struct IdentityHeader: Sendable, Hashable {
    package let name: FieldName
    /// A name of `RequestOrigin.identity`, such as `claims.sub`.
    package let source: String

    package init(name: FieldName, source: String) {
        self.name = name
        self.source = source
    }

    static let key = Key(
        .identity,
        .names(NamesShape("header", .textNamed("a source such as `claims.sub`"), ignoresCase: true)),
        "Headers made from what the front end vouches for; any such header from the client is removed first.",
        example: "{x-user: claims.sub, x-client-cert: clientCert.subject, x-caller: iam.arn}",
        standard: "none"
    )

    static func read(_ node: Node, _ findings: inout Findings) -> [IdentityHeader] {
        (node.map ?? []).compactMap { entry in
            let name = HeaderNames.readChangeable(entry.key, &findings)
            guard let source = entry.value.text, !entry.value.isUndetermined else { return nil }
            // `claims.https://example.com/role` is a claim too, so only the first word is checked.
            let kinds = ["claims", "clientCert", "iam", "authorizer", "apiKey"]
            guard let dot = source.firstIndex(of: "."), source.index(after: dot) < source.endIndex,
                kinds.contains(String(source[..<dot]))
            else {
                findings.report(.noIdentitySource(entry.value, kinds: kinds))
                return nil
            }
            return name.map { IdentityHeader(name: $0, source: source) }
        }
    }
}
