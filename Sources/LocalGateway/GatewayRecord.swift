/// What became of one request at the local front end.
package struct GatewayRecord: Sendable {
    package let method: String
    /// The target as it was sent.
    package let target: String
    package var requestID: String?
    package var status = 0
    /// Whether an answer that had begun was not finished.
    package var isBrokenOff = false
    package var duration: Duration = .zero
    /// Whether the function's time ran out; Lambda ends the runtime then.
    package var isTimedOut = false
    /// Why the front end answered by itself, such as what was wrong with the reply.
    package var problem: String?

    package init(method: String, target: String) {
        self.method = method
        self.target = target
    }
}
