import Glibc
import NIOCore
import NIOSSL

/// A failed handshake in words: which check failed, and for which name.
struct TLSFailure {
    let fault: ExchangeFailure.TLSFault
    let sentence: String

    /// Reads what the TLS library says; the peer's certificate tells which of its checks it failed.
    init(_ error: any Error, certificate: NIOSSLCertificate?, endpoint: Endpoint) {
        let words = "\(error)"
        self.init(TLSFailure.fault(words, certificate), words: words, endpoint)
    }

    static func wrongName(_ endpoint: Endpoint) -> TLSFailure {
        TLSFailure(.wrongName, words: "", endpoint)
    }

    private init(_ fault: ExchangeFailure.TLSFault, words: String, _ endpoint: Endpoint) {
        let name = endpoint.certificateName
        self.fault = fault
        sentence =
            switch fault {
            case .wrongName: "the certificate of \(endpoint) is not for the name `\(name)`"
            case .expired: "the certificate of \(endpoint), asked for as `\(name)`, has expired"
            case .notYetValid: "the certificate of \(endpoint), asked for as `\(name)`, is not valid yet"
            case .untrusted:
                "the certificate of \(endpoint), asked for as `\(name)`, does not lead to a trusted authority"
            case .clientCertificate: "\(endpoint) does not accept the client certificate, or wants one"
            case .handshake, .badSettings:
                "the TLS handshake with \(endpoint) failed: \(TLSFailure.reason(words))"
            }
    }

    private static func fault(_ words: String, _ certificate: NIOSSLCertificate?) -> ExchangeFailure.TLSFault
    {
        if words.contains("failedToValidateHostname") || words.contains("unableToValidateCertificate") {
            return .wrongName
        }
        if words.contains("CERTIFICATE_VERIFY_FAILED") {
            guard let certificate else { return .untrusted }
            let now = time(nil)
            if now > certificate.notValidAfter { return .expired }
            return now < certificate.notValidBefore ? .notYetValid : .untrusted
        }
        let alerts = [
            "CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA", "ALERT_NO_CERTIFICATE",
        ]
        if alerts.contains(where: words.contains) { return .clientCertificate }
        return .handshake
    }

    /// The library's own name for the reason: it stands behind `OPENSSL_internal:`.
    private static func reason(_ words: String) -> String {
        let marker = "OPENSSL_internal:"
        guard let start = words.firstRange(of: marker)?.upperBound else { return words }
        return String(words[start...].prefix { $0 != " " && $0 != "," && $0 != "]" && $0 != ")" })
    }
}
