/// What is known of one route while it is read.
struct RouteReading {
    let node: Node
    /// Nil where it gives none.
    let level: Level?
    let matches: [Match]
    /// The templates of which the captures are still to be looked for.
    var templates: [LocatedTemplate] = []

    init(_ node: Node, policy: PathPolicy, malformed: [Place], _ findings: inout Findings) {
        self.node = node
        level = Level.given(node, &findings)
        let match = node[.match]
        if let match, match.list?.isEmpty == true { findings.report(.emptyList("match", match)) }
        let elements = match?.elements ?? []
        var matches: [Match] = []
        matches.reserveCapacity(max(1, elements.count))
        for node in elements where RouteReading.isMatch(node) {
            matches.append(Match.read(node, policy: policy, &findings))
            // What is not made as its shape says has been reported, and left out of the match.
            if malformed.contains(where: { $0.lies(in: node.place) }) {
                matches[matches.count - 1].isIncomplete = true
            }
        }
        if matches.isEmpty { matches.append(Match()) }
        self.matches = matches
    }

    /// The nodes of `matches`; the route's own where it has no `match`.
    var matchNodes: [Node] {
        let written = (node[.match]?.elements ?? []).filter(RouteReading.isMatch)
        return written.isEmpty ? [node] : written
    }

    /// Where each of `matches` stands.
    var matchPlaces: [Place] {
        guard matches.count == 1, let match = node[.match], match.isMap else {
            return matchNodes.map(\.place)
        }
        return [match.place]
    }

    private static func isMatch(_ node: Node) -> Bool { node.isMap || node.isUndetermined }

    /// Where the route is shown: at its name, or where it begins.
    var place: Place { node[.name]?.place ?? node.map?.first?.key.place ?? node.place }
}
