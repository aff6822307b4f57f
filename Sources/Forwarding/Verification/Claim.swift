import Messages
import Routing

/// What a caller says to prove who it is, read from the headers and not yet believed.
enum Claim {
    /// One of the codes must be that of the pieces.
    case signature(codes: [[UInt8]], over: [ArraySlice<UInt8>])
    case token([UInt8], header: FieldName)

    /// Reads the claim that a scheme asks for; `now` is in seconds since 1970.
    init(_ scheme: Verify.Scheme, _ request: Request, now: Int64) throws(VerifyFault) {
        switch scheme {
        case .github: self = try Claim.hmac(.github, request, now)
        case .slack: self = try Claim.hmac(.slack, request, now)
        case .hmac(let form): self = try Claim.hmac(form, request, now)
        case .stripe:
            let header = try StripeHeader(request.fields)
            try Claim.check(header.timestamp, .stripeSignature, tolerance: HMAC.usualTolerance, now)
            let signed: [HMAC.Part] = [.timestamp, .literal("."), .body]
            let pieces = Claim.pieces(signed, header.timestamp, request.body)
            self = .signature(codes: header.codes, over: pieces)
        case .token(let name):
            self = .token(Array(try Claim.only(name, in: request.fields).utf8), header: name)
        }
    }

    /// Whether one of the keys proves it; what it takes tells nothing of how near a wrong claim was.
    func isProven(by keys: [SecretBytes]) -> Bool {
        keys.contains { key in
            switch self {
            case .signature(let codes, let pieces):
                let code = Sodium.code(over: pieces, key: key)
                return codes.contains { Sodium.areEqual($0, code) }
            case .token(let token, _):
                // Codes have one length, so that not even the secret's length shows in the time.
                let given = Sodium.code(over: [token[...]], key: key)
                return Sodium.areEqual(given, Sodium.code(over: [key.piece], key: key))
            }
        }
    }

    /// What to say of it when no key proves it.
    var fault: VerifyFault {
        switch self {
        case .signature: .wrongSignature
        case .token(_, let header): .wrongToken(header)
        }
    }

    private static func hmac(_ form: HMAC, _ request: Request, _ now: Int64) throws(VerifyFault) -> Claim {
        let value = try only(form.header, in: request.fields)
        guard value.utf8.starts(with: form.prefix.utf8) else { throw .malformedHeader(form.header) }
        let text = Substring(value).utf8.dropFirst(form.prefix.utf8.count)
        let code =
            switch form.encoding {
            case .hex: Sodium.code(hex: text)
            case .base64: Sodium.code(base64: text)
            }
        guard let code else { throw .badEncoding(form.header, form.encoding) }
        var timestamp: String?
        if let header = form.timestampHeader {
            let text = try only(header, in: request.fields)
            try check(text, header, tolerance: form.tolerance, now)
            timestamp = text
        }
        return .signature(codes: [code], over: pieces(form.signed, timestamp, request.body))
    }

    /// The one field of the name; two are one too many, since others may believe the other one.
    static func only(_ name: FieldName, in fields: Fields) throws(VerifyFault) -> String {
        var found: String?
        for field in fields[fields: name] {
            guard found == nil else { throw .repeatedHeader(name) }
            found = field.value
        }
        guard let found, !found.isEmpty else { throw .missingHeader(name) }
        return found
    }

    private static func check(
        _ timestamp: String,
        _ header: FieldName,
        tolerance: Duration,
        _ now: Int64
    ) throws(VerifyFault) {
        // Fifteen digits are 30 million years, and fit.
        guard (1...15).contains(timestamp.utf8.count),
            timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let signed = Int64(timestamp)
        else { throw .badTimestamp(header) }
        let age = now - signed
        guard Duration.seconds(age) <= tolerance else { throw .stale(seconds: age) }
        guard Duration.seconds(-age) <= tolerance else { throw .early(seconds: -age) }
    }

    private static func pieces(
        _ parts: [HMAC.Part],
        _ timestamp: String?,
        _ body: ArraySlice<UInt8>
    ) -> [ArraySlice<UInt8>] {
        parts.map { part in
            switch part {
            case .literal(let text): Array(text.utf8)[...]
            case .timestamp: Array((timestamp ?? "").utf8)[...]
            case .body: body
            }
        }
    }
}

/// `HMAC.Encoding` under a name that does not hide behind another module's.
typealias HMACEncoding = HMAC.Encoding

extension HMAC {
    /// What Slack and Stripe advise.
    static let usualTolerance = Duration.seconds(300)

    static let github = HMAC(header: .known("X-Hub-Signature-256"), prefix: "sha256=")

    static let slack = HMAC(
        header: .known("X-Slack-Signature"),
        prefix: "v0=",
        signed: [.literal("v0:"), .timestamp, .literal(":"), .body],
        timestampHeader: .known("X-Slack-Request-Timestamp"),
        tolerance: usualTolerance
    )
}

extension FieldName {
    static let stripeSignature = FieldName.known("Stripe-Signature")
}
