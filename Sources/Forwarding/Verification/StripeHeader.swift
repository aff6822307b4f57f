import Messages
import Routing

/// `Stripe-Signature: t=<seconds>,v1=<hex>,v1=<hex>`: one time, and a code for each secret in use.
struct StripeHeader {
    let timestamp: String
    /// At least one; schemes other than `v1` are passed over.
    let codes: [[UInt8]]

    init(_ fields: Fields) throws(VerifyFault) {
        let value = try Claim.only(.stripeSignature, in: fields)
        var timestamp: String?
        var codes: [[UInt8]] = []
        for item in value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let sign = item.firstIndex(of: UInt8(ascii: "=")) else {
                throw .malformedHeader(.stripeSignature)
            }
            let text = Substring(item[item.index(after: sign)...])
            switch Substring(item[..<sign]) {
            case "t":
                guard timestamp == nil else { throw .malformedHeader(.stripeSignature) }
                timestamp = String(text)
            case "v1":
                guard let code = Sodium.code(hex: text.utf8) else {
                    throw .badEncoding(.stripeSignature, .hex)
                }
                codes.append(code)
            default: continue
            }
        }
        guard let timestamp, !codes.isEmpty else { throw .malformedHeader(.stripeSignature) }
        self.timestamp = timestamp
        self.codes = codes
    }
}
