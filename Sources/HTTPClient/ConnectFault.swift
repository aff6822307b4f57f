import Glibc
import NIOCore
import NIOSSL
import Sockets

/// Why no connection was opened.
struct ConnectFault: Error {
    var kind: ExchangeFailure.Kind
    var phase: ExchangeFailure.Phase
    var sentence: String
}

extension ConnectFault {
    /// What a name lookup or the TLS library ended with.
    init(_ error: any Error, endpoint: Endpoint) {
        self =
            error as? ConnectFault
            ?? ConnectFault(kind: .connectFailed, phase: .connect, sentence: "\(endpoint): \(error)")
    }

    /// Of several addresses that all failed, a refusal says more than that no way leads there.
    init(_ fault: ConnectRace.Fault, endpoint: Endpoint, isNamed: Bool) {
        guard !fault.isTimedOut else {
            self.init(
                kind: .timedOut(.connect),
                phase: .connect,
                sentence: "\(endpoint) did not answer in time"
            )
            return
        }
        let faults = fault.faults.map { ConnectFault($0.error, endpoint) }
        guard var first = faults.first(where: { $0.kind == .refused }) ?? faults.first else {
            self.init(kind: .connectFailed, phase: .connect, sentence: "cannot connect to \(endpoint)")
            return
        }
        if isNamed {
            let places = fault.faults.map { HTTPClient.text(of: $0.address) }.joined(separator: ", ")
            first.sentence += " (tried \(places))"
        }
        self = first
    }

    private init(_ error: IOError, _ endpoint: Endpoint) {
        let kind: ExchangeFailure.Kind =
            switch error.errnoCode {
            case ECONNREFUSED: .refused
            case ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL: .unreachable
            default: .connectFailed
            }
        self.init(kind: kind, phase: .connect, sentence: "cannot connect to \(endpoint): \(error.text)")
    }

    static func tls(_ error: any Error, certificate: NIOSSLCertificate?, endpoint: Endpoint) -> ConnectFault {
        // The library tells of an end within the handshake as of a handshake that failed.
        if error is IOError || "\(error)".contains("EOF during handshake") {
            return endedDuringHandshake(endpoint, error)
        }
        let failure = TLSFailure(error, certificate: certificate, endpoint: endpoint)
        return ConnectFault(kind: .tls(failure.fault), phase: .tls, sentence: failure.sentence)
    }

    static func wrongName(_ endpoint: Endpoint) -> ConnectFault {
        let failure = TLSFailure.wrongName(endpoint)
        return ConnectFault(kind: .tls(failure.fault), phase: .tls, sentence: failure.sentence)
    }

    static func endedDuringHandshake(_ endpoint: Endpoint, _ error: (any Error)?) -> ConnectFault {
        let cause = (error as? IOError).map { ": \($0.text)" } ?? ""
        let sentence = "\(endpoint) ended the connection during the TLS handshake\(cause)"
        return ConnectFault(kind: .tls(.handshake), phase: .tls, sentence: sentence)
    }

    static func tooManyConnections(_ limit: Int) -> ConnectFault {
        let sentence = "\(limit) connections are open, and no more may be"
        return ConnectFault(kind: .tooManyConnections, phase: .connect, sentence: sentence)
    }
}

extension IOError {
    /// The system's words for the error.
    var text: String { IOError.words(for: errnoCode) }

    static func words(for code: CInt) -> String {
        guard let words = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: words)
    }
}
