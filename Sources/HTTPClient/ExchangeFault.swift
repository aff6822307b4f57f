import NIOCore
import NIOSSL

/// What broke an open connection's exchange, before it is known at which point.
struct ExchangeFault {
    var kind: ExchangeFailure.Kind
    var sentence: String
}

extension ExchangeFault {
    init(_ fault: ParseFault) {
        switch fault {
        case .malformed(let sentence): self.init(kind: .malformed, sentence: sentence)
        case .tooLarge(let sentence): self.init(kind: .tooLarge, sentence: sentence)
        case .switchedProtocols:
            self.init(kind: .switchedProtocols, sentence: "the peer answered 101 and nobody asked to switch")
        }
    }

    /// The end of a connection in the midst of an exchange, by the error that came before it.
    static func of(_ error: (any Error)?, _ exchange: Exchange) -> ExchangeFault {
        let place = exchange.placeOfEnd
        switch error {
        case nil: return ExchangeFault(kind: .closed, sentence: "the peer closed the connection \(place)")
        case let error as IOError:
            return ExchangeFault(kind: .reset, sentence: "the connection broke \(place): \(error.text)")
        case NIOSSLError.uncleanShutdown?:
            return ExchangeFault(kind: .closed, sentence: "the peer cut the TLS connection \(place)")
        case let error?:
            let fault = TLSFailure(error, certificate: nil, endpoint: exchange.endpoint)
            return ExchangeFault(kind: .tls(fault.fault), sentence: "\(fault.sentence) \(place)")
        }
    }
}

extension Exchange {
    /// Where in the exchange the connection ended, in words.
    fileprivate var placeOfEnd: String {
        if !didReceive { return "without an answer" }
        return head == nil ? "within the answer's head" : "within the answer's body"
    }
}
