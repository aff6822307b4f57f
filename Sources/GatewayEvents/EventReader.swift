/// Reads invocation events; made once and kept, for what it remembers from one event to the next.
package struct EventReader: Sendable {
    package var settings: EventSettings

    package init(settings: EventSettings = EventSettings()) {
        self.settings = settings
    }

    /// Reads one event; its array becomes the request's body and is changed in place, so hand over the only
    /// reference to it.
    ///
    /// - Parameter requestID: the invocation's request id, for `Request.id`.
    package mutating func read(
        _ event: consuming [UInt8],
        requestID: String
    ) throws(EventError) -> GatewayEvent {
        throw EventError.notHTTP("nothing that this build reads")
    }
}
