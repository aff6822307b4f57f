package import NIOCore

/// What happened during an exchange, for the access log; kept on failure too.
package struct ExchangeRecord: Sendable {
    /// Whether the last attempt went over a kept connection.
    package var reusedConnection = false
    /// The peer's address and port, `127.0.0.1:8080` or `[::1]:8080`; nil before one was connected to.
    package var address: String?
    /// How often the request was begun: 2 where a stale kept connection was replaced.
    package var attempts = 0
    /// The time for the name lookup; nil where there was none.
    package var lookup: TimeAmount?
    /// The time from the lookup's end to the TCP connection; nil where none was made.
    package var connect: TimeAmount?
    /// The time of the TLS handshake; nil where there was none.
    package var tls: TimeAmount?
    /// The time from the start to the response's first byte; nil where none came.
    package var firstByte: TimeAmount?
    /// The time from the start to the end, good or bad; for a streamed answer up to its head, until it ends.
    package var total: TimeAmount = .zero
    /// Bytes handed to the connection: head and body as HTTP counts them, before TLS.
    package var bytesSent = 0
    /// Bytes of the answer, its head among them, before TLS.
    package var bytesReceived = 0

    package init() {}
}
