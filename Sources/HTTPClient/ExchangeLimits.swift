package import NIOCore

/// How long and how large one exchange may become.
package struct ExchangeLimits: Sendable {
    /// The longest time for name lookup, TCP and TLS together; nil for no limit of its own.
    package var connect: TimeAmount?
    /// When the exchange must be over, to the last byte of the answer; nil for never.
    package var deadline: NIODeadline?
    /// How long a kept connection may have been idle to be used again.
    package var keepAlive: TimeAmount
    /// The largest response body in bytes; nil for no limit.
    package var responseBody: Int?
    /// The largest response head in bytes, and the trailers' likewise.
    package var responseHead: Int

    package init(
        connect: TimeAmount? = .seconds(1),
        deadline: NIODeadline? = nil,
        keepAlive: TimeAmount = .seconds(30),
        responseBody: Int? = nil,
        responseHead: Int = 64 * 1024
    ) {
        self.connect = connect
        self.deadline = deadline
        self.keepAlive = keepAlive
        self.responseBody = responseBody
        self.responseHead = responseHead
    }
}
