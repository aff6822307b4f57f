import Messages
import Routing

/// What a table needs to reach: the rules of the function's security group.
struct EgressPlan: Sendable {
    /// Whoever needs a rule, by its name and place.
    struct Need: Sendable {
        let name: String
        let place: Place
    }

    /// Each rule with those who need it, in their order in the table.
    private(set) var needs: [EgressRule: [Need]] = [:]

    /// In the order of the file.
    var rules: [EgressRule] { needs.keys.sorted() }

    private let environment: Node?
    private let environmentPath: String

    /// Works out what a table needs; a backend by name without an address in the environment's file is reported.
    ///
    /// `environment` is the file's root, nil where it can't be read.
    init(
        _ table: RouteTable,
        isReloaded: Bool,
        environment: Node?,
        at environmentPath: String,
        _ findings: inout Findings
    ) {
        self.environment = environment
        self.environmentPath = environmentPath
        for backend in EgressPlan.used(in: table) {
            for endpoint in backend.endpoints { add(endpoint.url, of: backend, &findings) }
        }
        for (service, place) in EgressPlan.services(of: table, isReloaded: isReloaded) {
            add(service: service, at: place, &findings)
        }
    }

    /// The backends that a route or a mirror names, in the order of the table.
    private static func used(in table: RouteTable) -> [Backend] {
        var names: Set<String> = []
        for route in table.routes {
            guard case .forward(let forward) = route.action else { continue }
            names.formUnion(forward.targets.map(\.backend.name))
            if let mirror = forward.mirror { names.insert(mirror.target.backend.name) }
        }
        return table.backends.filter { names.contains($0.name) }
    }

    /// The services of AWS that the table uses through an extension, each once.
    private static func services(of table: RouteTable, isReloaded: Bool) -> [(String, Place)] {
        var services: [(String, Place)] = []
        func add(_ name: String, _ place: Place) {
            if !services.contains(where: { $0.0 == name }) { services.append((name, place)) }
        }
        for route in table.routes {
            for secret in route.policies.verify?.secrets ?? [] {
                switch secret.source {
                case .value: break
                case .secretsManager: add("secretsmanager", route.place)
                case .parameterStore: add("ssm", route.place)
                }
            }
        }
        if isReloaded, let place = table.routes.first?.place { add("appconfig", place) }
        return services
    }

    private mutating func add(_ url: BackendURL, of backend: Backend, _ findings: inout Findings) {
        let need = Need(name: backend.name, place: backend.place)
        if let block = CIDR(url.host) {
            needs[EgressRule(destination: .block(block), port: url.port), default: []].append(need)
            return
        }
        guard url.host != "unset.invalid" else {
            findings.report(.addressUnset(backend, url.shown))
            return
        }
        guard let entry = environment?["names"]?[url.host] else {
            findings.report(.unknownAddress(backend, url.host, in: environmentPath))
            return
        }
        for destination in EgressPlan.destinations(entry, url.host, &findings) {
            needs[EgressRule(destination: destination, port: url.port), default: []].append(need)
        }
    }

    private static func destinations(
        _ entry: Node,
        _ host: String,
        _ findings: inout Findings
    ) -> [EgressRule.Destination] {
        if let group = entry["securityGroup"]?.text { return [.group(group)] }
        if entry["public"]?.boolean == true {
            return ["0.0.0.0/0", "::/0"].compactMap { CIDR($0) }.map { .block($0) }
        }
        let texts = entry["cidrs"]?.elements ?? []
        if texts.isEmpty { findings.report(.noDestination(host, entry)) }
        return texts.compactMap { node in
            guard let text = node.text, let block = CIDR(text) else {
                findings.report(.noBlock(node))
                return nil
            }
            return .block(block)
        }
    }

    private mutating func add(service: String, at place: Place, _ findings: inout Findings) {
        guard let group = environment?["endpoints"]?[service]?.text else {
            findings.report(.noEndpoint(service, in: environmentPath, at: place))
            return
        }
        let need = Need(name: service, place: place)
        needs[EgressRule(destination: .group(group), port: 443), default: []].append(need)
    }
}
