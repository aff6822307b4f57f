import HTTPTypes

/// A route that can never match is a mistake; one that partly can't is most likely one.
enum DeadRoutes {
    static func check(_ subject: TableChecks.Subject, _ findings: inout Findings) {
        let table = subject.table
        let ranked = RankedMatch.ranked(table.routes, bySpecificity: table.matchOrder == .specificity)
        let check = CoverCheck(ranked, keepsEmpty: table.pathPolicy.doubleSlash == .keep)
        var found: [[CoverCheck.Finding]] = []
        for rank in ranked.indices {
            let own = check.findings(rank)
            if own.isEmpty { continue }
            if found.isEmpty { found = Array(repeating: [], count: ranked.count) }
            found[rank] = own
        }
        guard !found.isEmpty else { return }
        report(found, ranked, table.routes, &findings)
    }

    /// Reports what was found, by rank, for whole routes where it holds for all of one.
    private static func report(
        _ found: [[CoverCheck.Finding]],
        _ ranked: [RankedMatch],
        _ routes: [Route],
        _ findings: inout Findings
    ) {
        // By specificity an alternative stands once for each of its hosts.
        var ranks: [[[Int]]] = routes.map { route in route.matches.map { _ in [] } }
        for (rank, entry) in ranked.enumerated() { ranks[entry.route][entry.alternative].append(rank) }
        for (number, route) in routes.enumerated() {
            let dead = ranks[number].map { DeadRoutes.coveringAll($0.map { found[$0] }) }
            if let covers = DeadRoutes.joined(dead) {
                findings.report(.deadRoute(route, covers.map { routes[$0] }))
                continue
            }
            for (alternative, cover) in dead.enumerated() {
                let place = route.matchPlaces[alternative]
                if let cover {
                    findings.report(.deadAlternative(route, at: place, cover.map { routes[$0] }))
                    continue
                }
                for rank in ranks[number][alternative] {
                    for finding in found[rank] {
                        report(finding, route, place, ranked[rank].match, routes, &findings)
                    }
                }
            }
        }
    }

    private static func report(
        _ finding: CoverCheck.Finding,
        _ route: Route,
        _ place: Place,
        _ match: Match,
        _ routes: [Route],
        _ findings: inout Findings
    ) {
        switch finding {
        case .dead(let cover):
            guard let host = match.hosts.first else { return }
            findings.report(.partlyCovered(route, "the host `\(host)`", at: place, cover.map { routes[$0] }))
        case .deadHost(let host, let cover):
            findings.report(.partlyCovered(route, "the host `\(host)`", at: place, cover.map { routes[$0] }))
        case .deadMethod(let method, let cover):
            findings.report(
                .partlyCovered(route, "the method `\(method)`", at: place, cover.map { routes[$0] })
            )
        }
    }

    /// The routes that cover an alternative whole; nil where it lives.
    private static func coveringAll(_ found: [[CoverCheck.Finding]]) -> [Int]? {
        joined(
            found.map { findings in
                if case .dead(let cover) = findings.first { cover } else { nil }
            }
        )
    }

    private static func joined(_ covers: [[Int]?]) -> [Int]? {
        var routes: [Int] = []
        for cover in covers {
            guard let cover else { return nil }
            for route in cover where !routes.contains(route) { routes.append(route) }
        }
        return routes
    }
}

extension Diagnostic {
    fileprivate static func deadRoute(_ route: Route, _ covers: [Route]) -> Diagnostic {
        Diagnostic(
            .error,
            .deadRoute,
            "route `\(route.name)` can never match: \(names(covers)) every request of it",
            at: route.place,
            fix: "move it above, or remove it",
            related: related(covers)
        )
    }

    fileprivate static func deadAlternative(_ route: Route, at place: Place, _ covers: [Route]) -> Diagnostic
    {
        Diagnostic(
            .warning,
            .deadAlternative,
            "this alternative of route `\(route.name)` can never match: \(names(covers)) every request of it",
            at: place,
            fix: "remove it, or move the route above",
            related: related(covers)
        )
    }

    fileprivate static func partlyCovered(_ route: Route, _ part: String, at place: Place, _ covers: [Route])
        -> Diagnostic
    {
        Diagnostic(
            .warning,
            .partlyCovered,
            "route `\(route.name)` never gets \(part): \(names(covers)) every such request",
            at: place,
            fix: "remove it, or move the route above",
            related: related(covers)
        )
    }

    private static func names(_ covers: [Route]) -> String {
        let names = covers.map { "`\($0.name)`" }.joined(separator: ", ")
        return covers.count == 1 ? "route \(names) above takes" : "routes \(names) above take together"
    }

    private static func related(_ covers: [Route]) -> [Related] {
        covers.prefix(3).map { Related("route `\($0.name)` stands here", at: $0.place) }
    }
}
