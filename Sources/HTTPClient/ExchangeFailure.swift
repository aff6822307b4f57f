/// Why there is no answer, or none that can be used.
package struct ExchangeFailure: Error, Sendable {
    package var kind: Kind
    /// What was going on.
    package var phase: Phase
    /// What happened, in one sentence without a full stop, with the names and numbers that belong to it.
    package var sentence: String
    /// Whether any byte of the request may have reached the peer.
    package var didSend: Bool
    /// Whether any byte of an answer came.
    package var didReceive: Bool
    package var record: ExchangeRecord

    /// What went wrong.
    package enum Kind: Sendable, Hashable {
        /// The request cannot be sent as it is: its target or its method.
        case invalidRequest
        /// The name has no address.
        case noSuchName
        /// The name could not be looked up.
        case lookupFailed
        /// The peer refused the connection.
        case refused
        /// No way leads to the peer.
        case unreachable
        /// Another failure to connect.
        case connectFailed
        /// As many connections are open as may be.
        case tooManyConnections
        case tls(TLSFault)
        case timedOut(Limit)
        /// The peer ended the connection before the answer was whole.
        case closed
        /// The connection was reset, or the network failed.
        case reset
        /// The peer's answer breaks the protocol.
        case malformed
        /// The answer's head or body is larger than the limit.
        case tooLarge
        /// The peer answered 101 to a request that asked for no upgrade.
        case switchedProtocols
        /// The caller gave up.
        case cancelled
    }

    /// Which check of TLS failed.
    package enum TLSFault: Sendable, Hashable {
        /// A file of the settings is missing or holds nothing usable.
        case badSettings
        /// The certificate's authority is not trusted.
        case untrusted
        /// The certificate is not valid any more.
        case expired
        /// The certificate is not valid yet.
        case notYetValid
        /// The certificate is for other names.
        case wrongName
        /// The peer turned our certificate down, or wants one.
        case clientCertificate
        /// The peer does not speak TLS, or no version or cipher of ours.
        case handshake
    }

    /// Which limit was hit.
    package enum Limit: Sendable, Hashable {
        /// `ExchangeLimits.connect`.
        case connect
        /// `ExchangeLimits.deadline`.
        case deadline
    }

    /// The steps of an exchange in their order.
    package enum Phase: String, Sendable, Hashable {
        case lookup = "name lookup"
        case connect = "connect"
        case tls = "TLS"
        case send = "send"
        case firstByte = "first byte"
        case body = "body"
    }

    /// Whether the connection never opened, so that the peer cannot have seen the request.
    package var isBeforeConnection: Bool {
        switch phase {
        case .lookup, .connect, .tls: true
        case .send, .firstByte, .body: false
        }
    }
}
