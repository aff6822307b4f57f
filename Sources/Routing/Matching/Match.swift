package import HTTPTypes
package import Messages

/// One map of `match`: conditions that must all hold.
///
/// A route has one or more, of which any may hold.
package struct Match: Sendable {
    package var path: PathPattern?
    /// Empty: any method.
    package var methods: [HTTPRequest.Method]
    /// Empty: any host, and none.
    package var hosts: [HostPattern]
    package var headers: [HeaderCondition]
    package var query: [QueryCondition]
    /// Empty: any address, and none.
    package var sourceIps: [CIDR]
    /// Conditions that must not all hold.
    package var excluded: Excluded
    /// Whether something that was written could not be read, so that it stands for less than it matches.
    package var isIncomplete = false

    /// At most one map under `not`; boxed, since a match holds one of its own kind.
    package indirect enum Excluded: Sendable {
        case nothing
        case match(Match)
    }

    package init(
        path: PathPattern? = nil,
        methods: [HTTPRequest.Method] = [],
        hosts: [HostPattern] = [],
        headers: [HeaderCondition] = [],
        query: [QueryCondition] = [],
        sourceIps: [CIDR] = [],
        excluded: Excluded = .nothing
    ) {
        self.path = path
        self.methods = methods
        self.hosts = hosts
        self.headers = headers
        self.query = query
        self.sourceIps = sourceIps
        self.excluded = excluded
    }
}

/// Whether conditions hold, where an unknown source address may leave it open.
package enum Truth: Sendable, Hashable {
    case holds, fails, unknown

    init(_ isTrue: Bool) {
        self = isTrue ? .holds : .fails
    }
}
