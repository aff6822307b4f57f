import HTTPTypes
import Messages

/// A route that denies a path is passed by a spelling that it does not take and a route behind it forwards.
///
/// Nothing is guessed: a request that the route denies is made up, and the same request in the other spelling is
/// put to the table. Where a match has a regex with operators, or the spelling has a route of its own, it is silent.
struct PassedDenials {
    private let table: RouteTable
    private let ranked: [RankedMatch]
    private let index: RouteIndex
    /// What a request may need to reach a route that forwards.
    private let methods: [HTTPRequest.Method]
    private let hosts: [String]

    /// An alternative that denies, and how else its path can be written.
    private struct Candidate {
        let route: Int
        let alternative: Int
        let denial: Route.Denial
        let written: String
        let path: String
        /// Each as a person would write it, and as a path.
        let spellings: [(written: OtherSpelling, path: OtherSpelling)]
    }

    static func check(_ subject: TableChecks.Subject, _ findings: inout Findings) {
        let table = subject.table
        guard table.routes.contains(where: \.isOpen) else { return }
        let candidates = table.routes.enumerated().flatMap { number, route in
            route.denial.map { PassedDenials.candidates(route, number, $0, table.pathPolicy) } ?? []
        }
        guard !candidates.isEmpty else { return }
        let check = PassedDenials(table)
        for candidate in candidates { check.check(candidate, &findings) }
    }

    private static func candidates(
        _ route: Route,
        _ number: Int,
        _ denial: Route.Denial,
        _ policy: PathPolicy
    ) -> [Candidate] {
        route.matches.enumerated().compactMap { alternative, match in
            guard let pattern = match.path, let sample = pattern.sample else { return nil }
            let spellings = zip(
                OtherSpelling.all(of: sample.written, for: pattern, policy),
                OtherSpelling.all(of: sample.path, for: pattern, policy)
            )
            .map { (written: $0, path: $1) }
            guard !spellings.isEmpty else { return nil }
            return Candidate(
                route: number,
                alternative: alternative,
                denial: denial,
                written: sample.written,
                path: sample.path,
                spellings: spellings
            )
        }
    }

    private init(_ table: RouteTable) {
        self.table = table
        ranked = RankedMatch.ranked(
            table.routes.map(\.matches),
            bySpecificity: table.matchOrder == .specificity
        )
        index = RouteIndex(ranked)
        let open = table.routes.filter(\.isOpen).flatMap(\.matches)
        methods = PassedDenials.distinct(open.lazy.flatMap(\.methods), atMost: 8)
        hosts = PassedDenials.distinct(open.lazy.flatMap(RouteSample.hosts), atMost: 4)
    }

    private static func distinct<Values: Sequence>(_ values: Values, atMost limit: Int) -> [Values.Element]
    where Values.Element: Equatable {
        var found: [Values.Element] = []
        for value in values where !found.contains(value) {
            found.append(value)
            if found.count == limit { break }
        }
        return found
    }

    private func check(_ candidate: Candidate, _ findings: inout Findings) {
        let route = table.routes[candidate.route]
        let requests = requests(route.matches[candidate.alternative]).filter {
            self.route($0, candidate.path)?.route == candidate.route
        }
        for spelling in candidate.spellings {
            let takers = requests.lazy.compactMap { self.route($0, spelling.path.text) }
            guard let taker = takers.first(where: { passes($0, candidate.route, candidate.denial) }) else {
                continue
            }
            let other = table.routes[taker.route]
            findings.report(
                .passedDenial(
                    route,
                    candidate.written,
                    spelling.written,
                    by: other,
                    at: route.matchPlaces[candidate.alternative],
                    other.matchPlaces[taker.alternative]
                )
            )
        }
    }

    private func requests(_ match: Match) -> [Request] {
        let methods = match.methods.isEmpty ? [.get] + methods : match.methods
        let hosts: [String?] = match.hosts.isEmpty ? [nil] + hosts : RouteSample.hosts(match)
        return hosts.flatMap { host in
            methods.compactMap { RouteSample.request(match, method: $0, host: host) }
        }
    }

    private func route(_ request: Request, _ path: String) -> RankedMatch? {
        let subject = Subject(request, path: CanonicalPath(canonical: path))
        guard case .match(let rank) = index.first(for: subject) else { return nil }
        return ranked[rank]
    }

    private func passes(_ taker: RankedMatch, _ denied: Int, _ denial: Route.Denial) -> Bool {
        let route = table.routes[taker.route]
        guard taker.route != denied, route.isOpen, !taker.match.isIncomplete else { return false }
        // Somebody wrote this spelling down, so it is meant.
        if case .exact = taker.match.path { return false }
        switch denial {
        case .answer: return true
        case .addresses: return !route.backendNames.isDisjoint(with: table.routes[denied].backendNames)
        }
    }
}

extension Route {
    /// How a route keeps requests from a backend.
    fileprivate enum Denial {
        /// It answers all of them by itself.
        case answer
        /// It lets some addresses through.
        case addresses
    }

    fileprivate var denial: Denial? {
        switch action {
        case .respond(let respond): [401, 403, 404, 410, 451].contains(respond.status) ? .answer : nil
        case .forward: policies.allow == nil ? nil : .addresses
        case .redirect: nil
        }
    }

    /// Whether it forwards what anybody sends.
    fileprivate var isOpen: Bool {
        if case .forward = action { policies.allow == nil && policies.verify == nil } else { false }
    }

    fileprivate var backendNames: Set<String> {
        if case .forward(let forward) = action { Set(forward.targets.map(\.backend.name)) } else { [] }
    }
}

extension Diagnostic {
    fileprivate static func passedDenial(
        _ route: Route,
        _ path: String,
        _ spelling: OtherSpelling,
        by taker: Route,
        at place: Place,
        _ takerPlace: Place
    ) -> Diagnostic {
        let what = route.policies.allow == nil ? "denies" : "guards"
        return Diagnostic(
            .warning,
            .passedDenial,
            "route `\(route.name)` \(what) `\(path)`, but `\(spelling.text)` goes to route `\(taker.name)`",
            at: place,
            fix: fix(spelling),
            related: [Related("route `\(taker.name)` takes it here", at: takerPlace)]
        )
    }

    private static func fix(_ spelling: OtherSpelling) -> String {
        switch spelling.kind {
        case .trailingSlash:
            "add `{path: \"\(spelling.text)\"}` to its `match`, or match a `prefix`, which takes both and all below"
        case .doubleSlash: "set `pathPolicy: {doubleSlash: merge}`, or deny this spelling too"
        case .encodedSlash: "set `pathPolicy: {encodedSlash: reject}`, or deny this spelling too"
        }
    }
}
