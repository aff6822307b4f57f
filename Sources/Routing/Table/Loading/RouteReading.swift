/// What is known of one route while it is read.
struct RouteReading {
    let node: Node
    let level: Level
    let matches: [Match]
    /// The nodes of `matches`; the route's own where it has no `match`.
    let matchNodes: [Node]
    /// The templates of which the captures are still to be looked for.
    var templates: [LocatedTemplate] = []

    init(_ node: Node, policy: PathPolicy, malformed: [Place], _ findings: inout Findings) {
        self.node = node
        level = Level(node, &findings)
        let written = (node["match"]?.elements ?? []).filter { $0.map != nil || $0.isUndetermined }
        if let match = node["match"], match.list?.isEmpty == true {
            findings.report(.emptyList("match", match))
        }
        let matches = written.map { node in
            var match = Match(node, policy: policy, &findings)
            // What is not made as its shape says has been reported, and left out of the match.
            if malformed.contains(where: { $0.lies(in: node.place) }) { match.isIncomplete = true }
            return match
        }
        self.matches = matches.isEmpty ? [Match()] : matches
        matchNodes = written.isEmpty ? [node] : written
    }

    /// Where the route is shown: at its name, or where it begins.
    var place: Place { node["name"]?.place ?? node.map?.first?.key.place ?? node.place }
}
