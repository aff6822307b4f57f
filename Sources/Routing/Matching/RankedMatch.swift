/// One alternative of a route in the order in which it is tried; its place in that order is its rank.
package final class RankedMatch: Sendable {
    /// The route's place in the file.
    package let route: Int
    /// The alternative's place in the route's `match`.
    package let alternative: Int
    /// The match; by specificity with at most one of its hosts.
    package let match: Match

    package init(route: Int, alternative: Int, match: Match) {
        self.route = route
        self.alternative = alternative
        self.match = match
    }

    /// What `Match.evaluate` says, of the match where it stands.
    func evaluate(_ subject: Subject, granted: Granted) throws(RegexFailure) -> Truth {
        try match.evaluate(subject, granted: granted)
    }

    /// What `Match.captures` takes, of the match where it stands.
    func captures(in subject: Subject) throws(RegexFailure) -> Captures {
        try match.captures(in: subject)
    }

    /// All alternatives of all routes, in the order in which they are tried: as they stand in the file, or the
    /// more specific first, as ``Specificity`` ranks.
    package static func ranked(_ routes: [Route], bySpecificity: Bool) -> [RankedMatch] {
        var all: [RankedMatch] = []
        all.reserveCapacity(routes.count)
        for (number, route) in routes.enumerated() {
            append(route.matches, of: number, bySpecificity, to: &all)
        }
        return ordered(all, bySpecificity)
    }

    /// The same of matches without their routes.
    package static func ranked(_ routes: [[Match]], bySpecificity: Bool) -> [RankedMatch] {
        var all: [RankedMatch] = []
        for (number, matches) in routes.enumerated() { append(matches, of: number, bySpecificity, to: &all) }
        return ordered(all, bySpecificity)
    }

    private static func append(
        _ matches: [Match],
        of route: Int,
        _ bySpecificity: Bool,
        to all: inout [RankedMatch]
    ) {
        for alternative in matches.indices {
            guard bySpecificity, matches[alternative].hosts.count > 1 else {
                all.append(RankedMatch(route: route, alternative: alternative, match: matches[alternative]))
                continue
            }
            for host in matches[alternative].hosts {
                var single = matches[alternative]
                single.hosts = [host]
                all.append(RankedMatch(route: route, alternative: alternative, match: single))
            }
        }
    }

    private static func ordered(_ all: [RankedMatch], _ bySpecificity: Bool) -> [RankedMatch] {
        guard bySpecificity else { return all }
        let ranked = all.enumerated().map { (place: $0, specificity: Specificity(of: $1.match), entry: $1) }
        return ranked.sorted { left, right in
            left.specificity == right.specificity
                ? left.place < right.place : right.specificity < left.specificity
        }.map(\.entry)
    }
}

/// How specific a match with at most one host is, by the first of these that differs: host (exact, longer
/// wildcard, none), kind of path (exact, template, regex, prefix), literal length, method, headers, query.
struct Specificity: Comparable {
    private let ranks: [Int]

    init(of match: Match) {
        let (kind, length) = Specificity.path(match.path)
        ranks = [
            Specificity.host(match.hosts.first), kind, length, match.methods.isEmpty ? 0 : 1,
            match.headers.count,
            match.query.count,
        ]
    }

    static func < (left: Specificity, right: Specificity) -> Bool {
        left.ranks.lexicographicallyPrecedes(right.ranks)
    }

    private static func host(_ pattern: HostPattern?) -> Int {
        switch pattern {
        case nil: 0
        case .wildcard(let suffix): suffix.utf8.count
        case .exact: Int.max
        }
    }

    private static func path(_ pattern: PathPattern?) -> (kind: Int, length: Int) {
        switch pattern {
        case nil: (0, 0)
        case .prefix(let text): (0, text.utf8.count)
        case .regex(let regex): (1, regex.text.utf8.count)
        case .template(let template): (2, template.literalLength)
        case .exact(let path): (3, path.text.utf8.count)
        }
    }
}
