import Messages
import Routing

/// Why a caller is not believed; to the client all of them are the same.
enum VerifyFault: Error, Equatable {
    case missingHeader(FieldName)
    case repeatedHeader(FieldName)
    /// The header has no text before the signature, another one, or no signature at all.
    case malformedHeader(FieldName)
    case badEncoding(FieldName, HMACEncoding)
    case badTimestamp(FieldName)
    /// Signed that many seconds ago.
    case stale(seconds: Int64)
    /// Signed that many seconds from now.
    case early(seconds: Int64)
    case wrongSignature
    case wrongToken(FieldName)
    case noSecret(SecretFault)

    /// What happened, for the log; nothing that the caller sent and nothing secret is in it.
    var sentence: String {
        switch self {
        case .missingHeader(let name): "the header `\(name.canonicalName)` is missing"
        case .repeatedHeader(let name): "the header `\(name.canonicalName)` is there more than once"
        case .malformedHeader(let name): "the header `\(name.canonicalName)` has not the form of a signature"
        case .badEncoding(let name, let encoding):
            "the signature in `\(name.canonicalName)` is no SHA-256 code in \(encoding.rawValue)"
        case .badTimestamp(let name): "`\(name.canonicalName)` has no time in seconds since 1970"
        case .stale(let seconds): "the signature is \(seconds) s old, longer than the tolerance"
        case .early(let seconds): "the signature is from \(seconds) s in the future, over the tolerance"
        case .wrongSignature: "the signature is wrong: another secret, or another body"
        case .wrongToken(let name): "the secret in `\(name.canonicalName)` is wrong"
        case .noSecret(let fault): fault.sentence
        }
    }
}
