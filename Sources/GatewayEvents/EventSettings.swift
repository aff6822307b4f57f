/// What the route table says about reading events.
package struct EventSettings: Sendable, Hashable {
    /// Names to collect into `RequestOrigin.identity`, such as `claims.sub`; what the event lacks stays out.
    package var identity: [String]

    package init(identity: [String] = []) {
        self.identity = identity
    }
}
