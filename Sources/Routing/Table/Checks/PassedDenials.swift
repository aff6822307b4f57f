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

    static func check(_ subject: TableChecks.Subject, _ findings: inout Findings) {
        let routes = subject.table.routes
        guard routes.contains(where: { $0.denial != nil }), routes.contains(where: \.isOpen) else { return }
        let check = PassedDenials(subject.table)
        for (number, route) in routes.enumerated() {
            guard let denial = route.denial else { continue }
            for (alternative, match) in route.matches.enumerated() {
                check.check(number, denial, match, at: route.matchPlaces[alternative], &findings)
            }
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

    private func check(
        _ number: Int,
        _ denial: Route.Denial,
        _ match: Match,
        at place: Place,
        _ findings: inout Findings
    ) {
        guard let pattern = match.path, let sample = pattern.sample else { return }
        let written = OtherSpelling.all(of: sample.written, for: pattern, table.pathPolicy)
        let paths = OtherSpelling.all(of: sample.path, for: pattern, table.pathPolicy)
        guard !paths.isEmpty else { return }
        let requests = requests(match)
        for (spelling, path) in zip(written, paths) {
            for request in requests where self.route(request, sample.path)?.route == number {
                guard let taker = self.route(request, path.text), passes(taker, number, denial) else {
                    continue
                }
                findings.report(
                    .passedDenial(
                        table.routes[number],
                        sample.written,
                        spelling,
                        by: table.routes[taker.route],
                        at: place,
                        table.routes[taker.route].matchPlaces[taker.alternative]
                    )
                )
                break
            }
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
