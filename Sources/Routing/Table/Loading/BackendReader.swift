/// Reads the backends of one table.
struct BackendReader {
    /// A backend with the settings that it brings along.
    struct Entry {
        let backend: Backend
        /// Nil where it gives none.
        let level: Level?
        let key: Node
    }

    /// By name; nil for one whose definition is broken, so that a route's use of it is not complained about.
    private(set) var entries: [String: Entry?] = [:]
    /// In the order of the files.
    private(set) var names: [String] = []
    private var keys: [String: Node] = [:]
    private let policy: PathPolicy

    static let shape = Shape.names(
        NamesShape("backend", .either([.textNamed("a URL"), .map(backendShape)]), mayBeEmpty: true)
    )

    private static let urlKey = Key(
        .url,
        .textNamed("a URL"),
        "Where the service is; a path in it is put before every path.",
        example: "https://billing.internal/api"
    )

    private static let backendShape = MapShape(
        "backend",
        exactlyOne: [[.url, .endpoints]],
        [
            urlKey,
            Key(
                .endpoints,
                .list(
                    .map(
                        MapShape(
                            "endpoint",
                            [
                                Key(
                                    .url,
                                    .textNamed("a URL"),
                                    "Where this endpoint is.",
                                    example: "http://10.0.1.20:8080",
                                    isRequired: true
                                ),
                                Key(
                                    .weight,
                                    .integer(0...1_000_000),
                                    "Its share of the requests; 0 for none.",
                                    example: "3",
                                    standard: "1"
                                ),
                            ]
                        )
                    )
                ),
                "Several addresses of the service, each with its share of the requests.",
                example: "[{url: \"http://10.0.1.20:8080\", weight: 3}, {url: \"http://10.0.2.20:8080\"}]"
            ),
            BackendTLS.key,
        ] + Level.keys + [
            Key(
                .keepAlive,
                .duration,
                "The longest idle time of a connection that is used again; `0s` for no reuse.",
                example: "10s",
                standard: "30s"
            ),
            Ejection.key,
            Key(
                .preconnect,
                .boolean,
                "Whether a connection is opened while the process starts.",
                example: "true",
                standard: "false"
            ),
        ]
    )

    init(policy: PathPolicy) {
        self.policy = policy
    }

    /// Reads the backends of a file that is included: none may be there yet.
    mutating func readIncluded(_ file: TableSources.File, _ findings: inout Findings) {
        for entry in file.root[.backends]?.map ?? [] {
            if let first = keys[entry.name], first.place.file != entry.key.place.file {
                findings.report(.duplicateName("backend", entry.key, first: first))
                continue
            }
            read(entry, folder: file.folder, &findings)
        }
    }

    /// Reads the backends of the root, which replace included ones whole.
    mutating func readRoot(_ file: TableSources.File, _ findings: inout Findings) {
        for entry in file.root[.backends]?.map ?? [] { read(entry, folder: file.folder, &findings) }
    }

    private mutating func read(_ entry: Node.Entry, folder: String, _ findings: inout Findings) {
        // A repeated key has been reported; the first one counts.
        if let first = keys[entry.name], first.place.file == entry.key.place.file { return }
        if keys[entry.name] == nil { names.append(entry.name) }
        keys[entry.name] = entry.key
        guard !entry.name.isEmpty else {
            findings.report(.emptyName("backend", entry.key))
            return
        }
        let level = Level.given(entry.value, &findings)
        let endpoints = self.endpoints(entry.value, &findings)
        guard !endpoints.isEmpty else {
            entries[entry.name] = .some(nil)
            return
        }
        let backend = backend(entry, endpoints, folder: folder, &findings)
        entries[entry.name] = Entry(backend: backend, level: level, key: entry.key)
    }

    private func backend(
        _ entry: Node.Entry,
        _ endpoints: [BackendEndpoint],
        folder: String,
        _ findings: inout Findings
    ) -> Backend {
        let node = entry.value
        let resolve = { (name: String) in FilePath.resolve(name, in: folder) }
        let keepAlive = node[.keepAlive]?.duration ?? .seconds(30)
        let tls = node[.tls].map { BackendTLS($0, resolve: resolve, &findings) }
        if let key = node.key(.tls), !endpoints.contains(where: { $0.url.scheme == .https }) {
            findings.report(.tlsWithoutHTTPS(key))
        }
        if let eject = node.key(.eject), endpoints.count == 1 { findings.report(.ejectOfOne(eject)) }
        return Backend(
            name: entry.name,
            place: entry.key.place,
            endpoints: endpoints,
            tls: tls ?? BackendTLS(),
            keepAlive: keepAlive == .zero ? nil : keepAlive,
            eject: node[.eject].flatMap(Ejection.init),
            preconnect: node[.preconnect]?.boolean ?? false
        )
    }

    private func endpoints(_ node: Node, _ findings: inout Findings) -> [BackendEndpoint] {
        if node.isScalar { return url(node, &findings).map { [BackendEndpoint(url: $0)] } ?? [] }
        if let single = node[.url] { return url(single, &findings).map { [BackendEndpoint(url: $0)] } ?? [] }
        guard let list = node[.endpoints]?.list else { return [] }
        if list.isEmpty, let node = node[.endpoints] { findings.report(.emptyList("endpoints", node)) }
        let endpoints = list.compactMap { element -> BackendEndpoint? in
            let url = element[.url].flatMap { self.url($0, &findings) }
            return url.map { BackendEndpoint(url: $0, weight: element[.weight]?.integer ?? 1) }
        }
        if endpoints.count == list.count, !list.isEmpty, endpoints.allSatisfy({ $0.weight == 0 }) {
            findings.report(.allWeightsZero(node[.endpoints] ?? node))
            return []
        }
        return endpoints
    }

    private func url(_ node: Node, _ findings: inout Findings) -> BackendURL? {
        guard let text = node.text else { return nil }
        guard !node.isUndetermined else {
            return BackendURL(scheme: .https, host: "unset.invalid", port: 443, shown: node.shown)
        }
        do throws(BackendURLProblem) {
            return try BackendURL(text, policy, shown: node.shown)
        } catch {
            findings.report(.noURL(error, node))
            return nil
        }
    }
}

extension BackendURL {
    /// Reads a URL of a backend: neither user info, query, fragment nor braces.
    init(_ text: String, _ policy: PathPolicy, shown: String) throws(BackendURLProblem) {
        let parts = try URLParts(text)
        guard parts.query == nil else { throw .query }
        do throws(PathProblem) {
            let path = parts.path.isEmpty ? "" : try CanonicalText.path(parts.path, policy)
            let port = parts.authority.port ?? parts.scheme.defaultPort
            self.init(
                scheme: parts.scheme,
                host: parts.authority.host,
                port: port,
                basePath: path,
                shown: shown
            )
        } catch {
            throw .path(error.reason)
        }
    }
}
