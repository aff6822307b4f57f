/// What the route table says about reading events.
package struct EventSettings: Sendable, Hashable {
    package var stripStage: StageStripping
    /// Path prefix of whole segments that the front end adds, such as `/shop`; nil for none.
    package var stripBasePath: String?
    /// Names to collect into `RequestOrigin.identity`, such as `claims.sub`; what the event lacks stays out.
    package var identity: [String]

    package init(
        stripStage: StageStripping = .auto,
        stripBasePath: String? = nil,
        identity: [String] = []
    ) {
        self.stripStage = stripStage
        self.stripBasePath = stripBasePath
        self.identity = identity
    }
}

/// When the stage's name is taken away from the front of a path.
package enum StageStripping: Sendable, Hashable {
    /// For events of an HTTP API's execute-api domain; a REST API leaves its stage out by itself.
    case auto
    /// Wherever the path's first segment is the event's stage.
    case always
    case never
}
