package import Messages

/// How a caller proves who it is, over the raw decoded body; a failure is `unauthorized`, and nothing is forwarded.
package struct Verify: Sendable, Hashable {
    package enum Scheme: Sendable, Hashable {
        /// `X-Hub-Signature-256: sha256=<hex>` over the body.
        case github
        /// `X-Slack-Signature: v0=<hex>` over `v0:<timestamp>:<body>`.
        case slack
        /// `Stripe-Signature: t=<timestamp>,v1=<hex>` over `<timestamp>.<body>`.
        case stripe
        case hmac(HMAC)
        /// The secret itself stands in a header.
        case token(header: FieldName)
    }

    package let scheme: Scheme
    /// Any of them may have been used; at least one.
    package let secrets: [Secret]

    package init(scheme: Scheme, secrets: [Secret]) {
        self.scheme = scheme
        self.secrets = secrets
    }
}

/// The general form of a signature: HMAC-SHA256 (RFC 2104) over the body, and perhaps a timestamp.
package struct HMAC: Sendable, Hashable {
    package enum Encoding: String, Sendable, CaseIterable {
        case hex, base64
    }

    /// A part of what is signed.
    package enum Part: Sendable, Hashable {
        case literal(String)
        case timestamp
        case body
    }

    /// The header with the signature.
    package var header: FieldName
    /// What stands before the signature in the header; empty for nothing.
    package var prefix: String
    package var encoding: Encoding
    package var signed: [Part]
    /// The header with the time of signing, in seconds since 1970; there when `signed` has a `timestamp`.
    package var timestampHeader: FieldName?
    /// How far the timestamp may be from now.
    package var tolerance: Duration

    package init(
        header: FieldName,
        prefix: String = "",
        encoding: Encoding = .hex,
        signed: [Part] = [.body],
        timestampHeader: FieldName? = nil,
        tolerance: Duration = .seconds(300)
    ) {
        self.header = header
        self.prefix = prefix
        self.encoding = encoding
        self.signed = signed
        self.timestampHeader = timestampHeader
        self.tolerance = tolerance
    }
}
