extension Verify {
    static let key = Key(
        .verify,
        .map(shape),
        "How callers prove who they are; a failure is `unauthorized` and nothing is forwarded.",
        example: "{preset: github, secret: \"${GITHUB_WEBHOOK_SECRET}\"}",
        standard: "nobody is asked"
    )

    private static let hmacKeys: [KeyName] = [
        .header, .prefix, .encoding, .signed, .timestampHeader, .tolerance,
    ]

    private static let shape = MapShape(
        "`verify`",
        exactlyOne: [[.preset, .hmac, .token], [.secret, .secrets]],
        [
            Key(
                .preset,
                .choice(["github", "slack", "stripe"]),
                "The signature of a known sender of webhooks.",
                example: "github"
            ),
            Key(
                .hmac,
                .choice(["sha256"]),
                "A signature of the general form; the keys below say the rest.",
                example: "sha256"
            ),
            Key(
                .header,
                .textNamed("a header name"),
                "The header with the signature.",
                example: "x-signature"
            ),
            Key(
                .prefix,
                .text,
                "What stands before the signature in its header.",
                example: "sha256=",
                standard: "nothing"
            ),
            Key(
                .encoding,
                .choice(HMAC.Encoding.allCases.map(\.rawValue)),
                "How the signature is written.",
                example: "base64",
                standard: "hex"
            ),
            Key(
                .signed,
                .text,
                "What is signed: text with `{body}` and `{timestamp}`.",
                example: "\"{timestamp}.{body}\"",
                standard: "\"{body}\""
            ),
            Key(
                .timestampHeader,
                .textNamed("a header name"),
                "The header with the time of signing, in seconds since 1970.",
                example: "x-timestamp",
                standard: "none"
            ),
            Key(
                .tolerance,
                .duration,
                "How far the timestamp may be from now.",
                example: "2m",
                standard: "5m"
            ),
            Key(
                .token,
                .map(
                    MapShape(
                        "`token`",
                        [
                            Key(
                                .header,
                                .textNamed("a header name"),
                                "The header that holds the secret.",
                                example: "x-gitlab-token",
                                isRequired: true
                            )
                        ]
                    )
                ),
                "The secret itself stands in a header, as with GitLab's webhooks and API keys.",
                example: "{header: x-gitlab-token}"
            ),
            Key(
                .secret,
                .textNamed("a secret"),
                "The secret: `${NAME}`, `secretsmanager://name` or `ssm://name`.",
                example: "\"${WEBHOOK_SECRET}\""
            ),
            Key(
                .secrets,
                .oneOrMore(.textNamed("a secret")),
                "Several secrets of which any may have been used, for rotation.",
                example: "[\"${SECRET_NEW}\", \"${SECRET_OLD}\"]"
            ),
        ]
    )

    /// Nil where something essential is missing, which is reported.
    init?(_ node: Node, _ findings: inout Findings) {
        let scheme = Verify.scheme(node, &findings)
        let written = (node[.secret] ?? node[.secrets])?.elements ?? []
        if let list = node[.secrets], list.list?.isEmpty == true {
            findings.report(.emptyList("secrets", list))
        }
        let secrets = written.compactMap { Secret($0, &findings) }
        for name in Verify.hmacKeys where node[.hmac] == nil {
            if let key = node.key(name) { findings.report(.onlyWith("hmac", key, in: "`verify`")) }
        }
        guard let scheme, !secrets.isEmpty else { return nil }
        self.init(scheme: scheme, secrets: secrets)
    }

    private static func scheme(_ node: Node, _ findings: inout Findings) -> Scheme? {
        switch node[.preset]?.text {
        case "github": return .github
        case "slack": return .slack
        case "stripe": return .stripe
        default: break
        }
        if node[.hmac] != nil { return HMAC(node, &findings).map(Scheme.hmac) }
        return node[.token]?[.header].flatMap { HeaderNames.read($0, &findings) }.map(Scheme.token)
    }
}

extension HMAC {
    fileprivate init?(_ node: Node, _ findings: inout Findings) {
        guard let headerNode = node[.header] else {
            findings.report(.missingKey(["header"], node, "`verify` with `hmac`"))
            return nil
        }
        guard let header = HeaderNames.read(headerNode, &findings) else { return nil }
        self.init(header: header, prefix: node[.prefix]?.text ?? "")
        encoding = node[.encoding]?.text.flatMap(Encoding.init(rawValue:)) ?? .hex
        timestampHeader = node[.timestampHeader].flatMap { HeaderNames.read($0, &findings) }
        tolerance = node[.tolerance]?.duration ?? tolerance
        if let signed = node[.signed] { self.signed = HMAC.parts(signed, &findings) }
        checkTimestamp(node, &findings)
    }

    private func checkTimestamp(_ node: Node, _ findings: inout Findings) {
        if signed.contains(.timestamp), node[.timestampHeader] == nil {
            findings.report(.signedTimestampWithoutHeader(node[.signed] ?? node))
        }
        if let header = node[.timestampHeader], !signed.contains(.timestamp) {
            // A time that is not signed can be replaced by anybody who saw one signature.
            findings.report(.timestampNotSigned(header))
        }
        if let tolerance = node.key(.tolerance), node[.timestampHeader] == nil {
            findings.report(.onlyWith("timestampHeader", tolerance, in: "`verify`"))
        }
    }

    private static func parts(_ node: Node, _ findings: inout Findings) -> [Part] {
        guard let text = node.text, !node.isUndetermined else { return [.body] }
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            let word = rest[open...].hasPrefix("{body}") ? "{body}" : "{timestamp}"
            guard rest[open...].hasPrefix(word) else {
                let offset = text.utf8.distance(from: text.startIndex, to: open)
                findings.report(.noSignedPart(at: node.place(of: offset..<text.utf8.count)))
                return [.body]
            }
            parts.append(word == "{body}" ? .body : .timestamp)
            rest = rest[open...].dropFirst(word.count)
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        if !parts.contains(.body) { findings.report(.bodyNotSigned(node)) }
        return parts
    }
}
