package import Routing

/// A table as it works: what it includes merged in, its defaults applied, its routes in the order tried.
///
/// It is a table again, which means the same. Where a route has one backend, the route shows all that holds for
/// it; where it has several, they show it.
package struct EffectiveTable: Sendable {
    package let printed: Printed
    /// By name.
    let routes: [(name: String, value: Printed)]

    /// `reveals` puts what variables hold in place of their names; `order` prints as if it were the table's.
    package init(
        _ table: RouteTable,
        files: TableFiles = .disk,
        variables: Variables,
        reveals: Bool = false,
        order: MatchOrder? = nil
    ) {
        let nodes = TableNodes(table, files: files, variables: variables)
        let parts = Parts(
            table: table,
            root: nodes.roots.first.map { Printed($0, reveals: reveals) } ?? .map([]),
            files: nodes.inOrder.map { Printed($0, reveals: reveals) },
            reveals: reveals
        )
        routes = parts.routes(in: order ?? table.matchOrder)
        var whole = Printed.map([])
        whole["version"] = .scalar("1", isPlain: true)
        if let order = order ?? (table.matchOrder == .specificity ? .specificity : nil) {
            whole["matchOrder"] = .scalar(order.rawValue, isPlain: true)
        }
        let elsewhere = ["version", "include", "defaults", "backends", "routes", "tests", "matchOrder"]
        for member in parts.root.members where !elsewhere.contains(member.name) {
            whole[member.name] = member.value
        }
        let backends = parts.backends
        if !backends.isEmpty { whole["backends"] = .map(backends) }
        whole["routes"] = .list(routes.map(\.value))
        let tests = parts.files.flatMap { $0["tests"]?.elements ?? [] }
        if !tests.isEmpty { whole["tests"] = .list(tests) }
        printed = whole
    }
}

/// The written parts of a table beside what they mean.
private struct Parts {
    let table: RouteTable
    let root: Printed
    /// What is included first.
    let files: [Printed]
    let reveals: Bool

    private var defaults: Printed { root["defaults"] ?? .map([]) }

    /// As written: the root's in place of an included one.
    private var writtenBackends: [String: Printed] {
        var found: [String: Printed] = [:]
        for file in files {
            for member in file["backends"]?.members ?? [] { found[member.name] = member.value }
        }
        return found
    }

    var backends: [Printed.Member] {
        let written = writtenBackends
        let shared = Set(table.routes.flatMap(\.sharedBackends))
        return table.backends.compactMap { backend in
            guard var value = written[backend.name] else { return nil }
            if shared.contains(backend.name) { value = withDefaults(value) }
            return Printed.Member(name: backend.name, value: value)
        }
    }

    private func withDefaults(_ backend: Printed) -> Printed {
        var result = backend
        if case .scalar = backend { result = .map([Printed.Member(name: "url", value: backend)]) }
        for key in Levels.ofBackends { result[key] = Levels.merged(key, defaults[key], result[key]) }
        return result.members.count == 1 ? backend : result
    }

    func routes(in order: MatchOrder) -> [(name: String, value: Printed)] {
        let written = files.flatMap { $0["routes"]?.elements ?? [] }
        let ranked = RankedMatch.ranked(table.routes, bySpecificity: order == .specificity)
        var places: [Int] = []
        var seen: Set<Int> = []
        for entry in ranked where seen.insert(entry.route).inserted { places.append(entry.route) }
        let backends = writtenBackends
        return places.filter { $0 < written.count }.map { place in
            let route = table.routes[place]
            return (route.name, effective(written[place], route, backends))
        }
    }

    private func effective(_ written: Printed, _ route: Route, _ backends: [String: Printed]) -> Printed {
        var result = Printed.map([])
        result["name"] = .scalar(route.name, isPlain: written["name"].map(\.isPlain) ?? true)
        for member in written.members where member.name != "name" { result[member.name] = member.value }
        var keys = Levels.ofEveryRoute
        switch route.action {
        case .forward:
            keys += Levels.ofForwarding
            if route.sharedBackends.isEmpty, let name = written["backend"]?.text {
                let backend = backends[name] ?? .map([])
                for key in Levels.ofBackends
                where !(key == "hostHeader" && written["rewrite"]?["host"] != nil) {
                    let below = Levels.merged(key, defaults[key], backend[key])
                    result[key] = Levels.merged(key, below, written[key])
                }
            }
        case .redirect, .respond: keys.append("responseHeaders")
        }
        for key in keys { result[key] = Levels.merged(key, defaults[key], written[key]) }
        if !reveals, var verify = result["verify"] {
            for key in ["secret", "secrets"] { verify[key] = verify[key].map(hidden) }
            result["verify"] = verify
        }
        return result
    }

    /// A secret that stands in the file itself is not shown; a variable and a place where it is kept are.
    private func hidden(_ secret: Printed) -> Printed {
        if case .list(let all) = secret { return .list(all.map(hidden)) }
        guard let text = secret.text, !text.contains("${"), !text.contains("://") else { return secret }
        return .scalar("(secret)", isPlain: false)
    }
}

extension Printed {
    fileprivate var isPlain: Bool {
        guard case .scalar(_, let isPlain) = self else { return false }
        return isPlain
    }
}

extension Route {
    /// The backends that are not the route's only one, so that their settings can't be the route's.
    fileprivate var sharedBackends: [String] {
        guard case .forward(let forward) = action else { return [] }
        let names =
            forward.targets.map(\.backend.name) + (forward.mirror.map { [$0.target.backend.name] } ?? [])
        return names.count == 1 ? [] : names
    }
}
