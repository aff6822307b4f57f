/// A set of hosts: all, one, or those of a wildcard, less some.
///
/// Two patterns share no host, or one has all of the other's.
struct HostSet: Hashable, Sendable {
    /// Nil for any host, and none.
    private let pattern: HostPattern?
    private let excluded: [HostPattern]

    init(_ pattern: HostPattern?) {
        self.init(pattern, excluding: [])
    }

    private init(_ pattern: HostPattern?, excluding excluded: [HostPattern]) {
        self.pattern = pattern
        self.excluded = excluded
    }

    func intersection(_ other: HostPattern?) -> HostSet? {
        guard let other else { return self }
        guard let pattern else { return HostSet.make(other, excluding: excluded) }
        if other.covers(pattern) { return self }
        return pattern.covers(other) ? HostSet.make(other, excluding: excluded) : nil
    }

    func subtracting(_ other: HostPattern?) -> HostSet? {
        guard let other else { return nil }
        guard let pattern else { return HostSet.make(nil, excluding: excluded + [other]) }
        if other.covers(pattern) { return nil }
        return pattern.covers(other) ? HostSet.make(pattern, excluding: excluded + [other]) : self
    }

    /// Nil for a set without hosts: a wildcard has more names than any exclusions of narrower ones take away.
    private static func make(_ pattern: HostPattern?, excluding excluded: [HostPattern]) -> HostSet? {
        guard let pattern else { return HostSet(nil, excluding: excluded) }
        if excluded.contains(where: { $0.covers(pattern) }) { return nil }
        return HostSet(pattern, excluding: excluded.filter { pattern.covers($0) })
    }
}
