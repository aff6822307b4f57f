/// Makes the table of its files.
struct TableReader {
    private let sources: TableSources
    private(set) var findings: Findings

    private static let sharedKeys = [
        Key(
            .backends,
            BackendReader.shape,
            "The private services, by name: a URL, or a map.",
            example: "{orders: \"http://10.0.1.10:8080\"}",
            standard: "none"
        ),
        Key(
            .routes,
            .list(.map(RouteReader.shape)),
            "What goes where; tried from top to bottom.",
            example: "[{match: {path: /orders}, backend: orders}]",
            standard: "none"
        ),
        TableTest.key,
    ]

    private static let versionKey = Key(
        .version,
        .number(among: [1]),
        "The version of this language.",
        example: "1",
        isRequired: true
    )

    /// The root of a table.
    static let shape = MapShape(
        "the table",
        [
            versionKey,
            Key(
                .include,
                .list(.textNamed("a file name")),
                "Files whose routes come before this one's; relative to this file, with `*` and `?`.",
                example: "[services.yml, \"teams/*.yml\"]",
                standard: "none"
            ),
            Key(
                .defaults,
                .map(MapShape("`defaults`", Level.keys + PolicyLevel.keys)),
                "What every route starts from.",
                example: "{timeouts: {connect: 500ms, request: 10s}}"
            ),
        ] + sharedKeys + [
            ErrorAnswers.key, MatchOrder.key, PathPolicy.key,
            Key(
                .stripBasePath,
                .textNamed("a path"),
                "A path prefix that the front end adds, removed before matching.",
                example: "/v1",
                standard: "none"
            ),
            StripStage.key,
            Key(
                .deadlineMargin,
                .duration,
                "The time that is kept back from Lambda's deadline for our own answer.",
                example: "250ms",
                standard: "100ms"
            ),
            IdentityHeader.key, Metrics.key, Reload.key,
        ]
    )

    /// A file that is included, and a file of tests alone.
    static let includedShape = MapShape(
        "an included file",
        [Key(.version, .number(among: [1]), versionKey.sentence, example: "1")] + sharedKeys
    )

    init(_ sources: TableSources, _ findings: Findings) {
        self.sources = sources
        self.findings = findings
    }

    /// Nil where there is no root to read.
    mutating func read() -> RouteTable? {
        guard let root = sources.root else { return nil }
        checkShapes(root)
        guard root.root.isMap else { return nil }
        let policy = root.root[.pathPolicy].map(PathPolicy.init) ?? PathPolicy()
        var backends = BackendReader(policy: policy)
        for file in sources.included { backends.readIncluded(file, &findings) }
        backends.readRoot(root, &findings)
        var routes = routeReader(root.root, policy, backends)
        var table = RouteTable(
            routes: (sources.included + [root]).flatMap { readRoutes($0, &routes) },
            backends: backends.names.compactMap { backends.entries[$0]??.backend }
        )
        table.pathPolicy = policy
        settings(root, &table)
        for file in sources.included + [root] {
            guard let tests = file.root[.tests] else { continue }
            table.tests += TableTest.read(tests, from: table.tests.count + 1, &findings)
        }
        table.files = sources.names
        table.hash = sources.hashText
        let subject = TableChecks.Subject(table: table, used: routes.usedBackends)
        TableChecks.run(subject, &findings)
        return table
    }

    private mutating func checkShapes(_ root: TableSources.File) {
        var check = ShapeCheck()
        check.check(root.root, .map(TableReader.shape), "the file")
        for file in sources.included {
            let (known, foreign) = split(file.root)
            for key in foreign { findings.report(.rootOnly(key)) }
            check.check(known, .map(TableReader.includedShape), "the file")
        }
        findings.report(contentsOf: check.findings)
    }

    /// An included file without the keys that only a root may have, and those keys.
    private func split(_ node: Node) -> (known: Node, foreign: [Node]) {
        guard let entries = node.map else { return (node, []) }
        let isForeign: (Node.Entry) -> Bool = {
            guard let name = $0.keyName else { return false }
            return TableReader.includedShape.known.index(of: name) == nil
                && TableReader.shape.known.index(of: name) != nil
        }
        return (
            Node(map: entries.filter { !isForeign($0) }, at: node.place),
            entries.filter(isForeign).map(\.key)
        )
    }

    private mutating func routeReader(_ root: Node, _ policy: PathPolicy, _ backends: BackendReader)
        -> RouteReader
    {
        let defaults = root[.defaults]
        return RouteReader(
            policy: policy,
            defaults: defaults.flatMap { Level.given($0, &findings) } ?? Level(),
            defaultPolicies: defaults.flatMap { PolicyLevel.given($0, &findings) } ?? PolicyLevel(),
            backends: backends,
            malformed: findings.errorPlaces
        )
    }

    private mutating func readRoutes(_ file: TableSources.File, _ reader: inout RouteReader) -> [Route] {
        let routes = file.root[.routes]?.list ?? []
        reader.reserve(routes.count)
        return routes.compactMap { reader.read($0, &findings) }
    }

    private mutating func settings(_ file: TableSources.File, _ table: inout RouteTable) {
        let root = file.root
        table.matchOrder = root[.matchOrder]?.text.flatMap(MatchOrder.init(rawValue:)) ?? .file
        table.errors = root[.errors].map { ErrorAnswers($0, &findings) } ?? ErrorAnswers()
        table.stripStage = root[.stripStage]?.text.flatMap(StripStage.init(rawValue:)) ?? .auto
        table.deadlineMargin = root[.deadlineMargin]?.duration ?? table.deadlineMargin
        table.identity = root[.identity].map { IdentityHeader.read($0, &findings) } ?? []
        table.metrics = root[.metrics].flatMap { Metrics($0, &findings) }
        let resolve = { (name: String) in FilePath.resolve(name, in: file.folder) }
        table.reload = root[.reload].map { Reload($0, resolve: resolve, &findings) } ?? Reload()
        let basePath = root[.stripBasePath].flatMap { CanonicalText.path($0, table.pathPolicy, &findings) }
        table.stripBasePath = basePath?.isEmpty == true ? nil : basePath
    }
}
