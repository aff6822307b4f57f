/// Reads routes, with what defaults and backends bring along merged in.
struct RouteReader {
    let policy: PathPolicy
    let defaults: Level
    let defaultPolicies: PolicyLevel
    let backends: BackendReader
    /// Where the shape check found errors.
    let malformed: [Place]
    private var names: [String: Node] = [:]
    private var count = 0
    /// Most routes add nothing to what defaults and backend say, so that they share one target.
    private var plainTargets: [String: Target] = [:]
    /// The name of the last of them, and its target alone: neighbours in a table mostly go to one backend.
    private var lastPlain: (name: String, targets: [Target])?
    /// The policies of a route that gives none: those of the defaults.
    private var plainPolicies: Route.Policies?
    private let plainResponseHeaders: HeaderChanges
    /// The names of the backends that were read about.
    private(set) var usedBackends: Set<String> = []

    static let shape = MapShape(
        "route",
        nameKey: .name,
        exactlyOne: [[.backend, .backends, .redirect, .respond]],
        [
            Key(
                .name,
                .text,
                "What the route is called in logs, metrics and tests; unique.",
                example: "order",
                standard: "route-N"
            ),
            Match.key,
            Key(
                .backend,
                .textNamed("a backend's name"),
                "The backend that requests go to.",
                example: "orders"
            ),
            Key(
                .backends,
                .list(.either([.textNamed("a backend's name"), .map(weightedShape)])),
                "Several backends, each with its share of the requests.",
                example: "[{name: users, weight: 9}, {name: usersNext, weight: 1}]"
            ),
            Redirect.key, Respond.key, Rewrite.key,
        ] + Level.keys + PolicyLevel.keys + [Verify.key, mirrorKey]
    )

    private static let weightedShape = MapShape(
        "backend",
        [
            Key(
                .name,
                .textNamed("a backend's name"),
                "The backend's name.",
                example: "users",
                isRequired: true
            ),
            Key(
                .weight,
                .integer(0...1_000_000),
                "Its share of the requests; 0 for none.",
                example: "9",
                standard: "1"
            ),
        ]
    )

    private static let mirrorKey = Key(
        .mirror,
        .map(
            MapShape(
                "`mirror`",
                [
                    Key(
                        .backend,
                        .textNamed("a backend's name"),
                        "The backend that gets the copy.",
                        example: "usersNext",
                        isRequired: true
                    ),
                    Key(
                        .percent,
                        .integer(0...100),
                        "How many requests in a hundred are copied.",
                        example: "10",
                        standard: "100"
                    ),
                    Key(
                        .wait,
                        .duration,
                        "How long its answer is waited for after ours is ready.",
                        example: "50ms",
                        standard: "0s"
                    ),
                ]
            )
        ),
        "A copy of the request goes to another backend, whose answer is ignored.",
        example: "{backend: usersNext, percent: 10}",
        standard: "none"
    )

    init(
        policy: PathPolicy,
        defaults: Level,
        defaultPolicies: PolicyLevel,
        backends: BackendReader,
        malformed: [Place]
    ) {
        self.policy = policy
        self.defaults = defaults
        self.defaultPolicies = defaultPolicies
        self.backends = backends
        self.malformed = malformed
        plainResponseHeaders = HeaderChanges(defaults.responseHeaders)
    }

    /// Makes room for the names of so many more routes.
    mutating func reserve(_ routes: Int) {
        names.reserveCapacity(names.count + routes)
    }

    /// The route, or nil where something essential is broken, which is reported.
    mutating func read(_ node: Node, _ findings: inout Findings) -> Route? {
        count += 1
        guard node.isMap else { return nil }
        let name = name(node, &findings)
        var reading = RouteReading(node, policy: policy, malformed: malformed, &findings)
        let action = action(node, &reading, &findings)
        let policies = policies(node, reading.level, &findings)
        RouteRules.check(reading, &findings)
        guard let action else { return nil }
        return Route(
            name: name,
            place: reading.place,
            matches: reading.matches,
            matchPlaces: reading.matchPlaces,
            action: action,
            policies: policies
        )
    }

    private mutating func name(_ node: Node, _ findings: inout Findings) -> String {
        guard let written = node[.name], let name = written.text, !written.isUndetermined else {
            return "route-\(count)"
        }
        if name.isEmpty { findings.report(.emptyName("route", written)) }
        if let first = names.updateValue(written, forKey: name) {
            findings.report(.duplicateName("route", written, first: first))
            names[name] = first
        }
        return name
    }

    private mutating func action(_ node: Node, _ reading: inout RouteReading, _ findings: inout Findings)
        -> Route.Action?
    {
        if let redirect = node[.redirect] {
            return .redirect(Redirect(redirect, policy, &reading.templates, &findings))
        }
        if let respond = node[.respond] {
            return Respond(respond, &reading.templates, &findings).map(Route.Action.respond)
        }
        let rewrite = node[.rewrite].map { Rewrite($0, policy, &reading.templates, &findings) }
        let targets = self.targets(node, &reading, &findings)
        let mirror = node[.mirror].flatMap { self.mirror($0, &reading, &findings) }
        guard !targets.isEmpty else { return nil }
        return .forward(Forward(targets: targets, rewrite: rewrite ?? Rewrite(), mirror: mirror))
    }

    private mutating func targets(
        _ node: Node,
        _ reading: inout RouteReading,
        _ findings: inout Findings
    ) -> [Target] {
        if let single = node[.backend] {
            if let lastPlain, reading.level == nil, single.isText(lastPlain.name) { return lastPlain.targets }
            return target(single, weight: 1, &reading, &findings).map { [$0] } ?? []
        }
        guard let list = node[.backends], let elements = list.list else { return [] }
        if elements.isEmpty { findings.report(.emptyList("backends", list)) }
        var seen: [String: Node] = [:]
        let targets = elements.compactMap { element -> Target? in
            guard let name = element[.name] ?? (element.isScalar ? element : nil) else { return nil }
            if let text = name.text {
                if let first = seen[text] { findings.report(.duplicateName("backend", name, first: first)) }
                seen[text] = name
            }
            return target(name, weight: element[.weight]?.integer ?? 1, &reading, &findings)
        }
        if !targets.isEmpty, targets.allSatisfy({ $0.weight == 0 }) { findings.report(.allWeightsZero(list)) }
        return targets
    }

    private mutating func target(
        _ name: Node,
        weight: Int,
        _ reading: inout RouteReading,
        _ findings: inout Findings
    ) -> Target? {
        guard let text = name.text, !name.isUndetermined else { return nil }
        if reading.level == nil, weight == 1, let target = plainTargets[text] {
            lastPlain = (text, [target])
            return target
        }
        usedBackends.insert(text)
        guard let known = backends.entries[text] else {
            findings.report(.unknownBackend(name, among: backends.names))
            return nil
        }
        guard let entry = known else { return nil }
        let level = defaults.merged(with: entry.level).merged(with: reading.level)
        let target = level.target(entry.backend, weight: weight, &findings)
        let templates = level.requestHeaders.templates + level.responseHeaders.templates
        reading.templates += templates
        let needsNoCaptures = templates.allSatisfy { $0.value.captures.isEmpty }
        if reading.level == nil, weight == 1, needsNoCaptures {
            plainTargets[text] = target
            lastPlain = (text, [target])
        }
        return target
    }

    private mutating func mirror(_ node: Node, _ reading: inout RouteReading, _ findings: inout Findings)
        -> Mirror?
    {
        let percent = node[.percent]?.integer ?? 100
        let wait = node[.wait]?.duration ?? .zero
        guard let name = node[.backend], let target = target(name, weight: 1, &reading, &findings) else {
            return nil
        }
        return percent == 0 ? nil : Mirror(target: target, percent: percent, wait: wait)
    }

    private mutating func policies(_ node: Node, _ level: Level?, _ findings: inout Findings)
        -> Route.Policies
    {
        let own = PolicyLevel.given(node, &findings)
        let verify = node[.verify]
        if own == nil, verify == nil, level == nil { return plainPolicies(&findings) }
        var policies =
            own.map { defaultPolicies.merged(with: $0).policies(&findings) } ?? plainPolicies(&findings)
        policies.responseHeaders = plainResponseHeaders
        if let verify { policies.verify = Verify(verify, &findings) }
        if let level {
            policies.responseHeaders = HeaderChanges(
                defaults.responseHeaders.merged(with: level.responseHeaders)
            )
        }
        return policies
    }

    private mutating func plainPolicies(_ findings: inout Findings) -> Route.Policies {
        if let plainPolicies { return plainPolicies }
        var policies = defaultPolicies.policies(&findings)
        policies.responseHeaders = plainResponseHeaders
        plainPolicies = policies
        return policies
    }
}
