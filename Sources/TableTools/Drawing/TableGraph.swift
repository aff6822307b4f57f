import HTTPTypes
import Messages
package import Routing

/// A table as a picture: hosts, then the routes in the order tried, then where they lead.
package struct TableGraph: Sendable {
    /// A box of the picture.
    struct Node: Sendable {
        enum Kind: Sendable {
            case host, route, backend, answer
        }

        let kind: Kind
        /// A letter and a number, unique in the picture.
        let id: String
        /// The first is the name.
        let lines: [String]
    }

    struct Edge: Sendable {
        let from: String
        let to: String
        /// A share of the requests; empty for all of them.
        let label: String
        /// Of a copy whose answer is ignored.
        let isDashed: Bool
    }

    private(set) var hosts: [Node] = []
    private(set) var routes: [Node] = []
    private(set) var ends: [Node] = []
    private(set) var edges: [Edge] = []
    /// The boxes of hosts and ends by what stands in them.
    private var ids: [String: String] = [:]

    package init(_ table: RouteTable) {
        let ranked = RankedMatch.ranked(table.routes, bySpecificity: table.matchOrder == .specificity)
        var places: [Int] = []
        var seen: Set<Int> = []
        for entry in ranked where seen.insert(entry.route).inserted { places.append(entry.route) }
        for place in places { add(table.routes[place]) }
    }

    private mutating func add(_ route: Route) {
        let id = "r\(routes.count + 1)"
        let lines = route.matches.map(\.summary)
        routes.append(Node(kind: .route, id: id, lines: [route.name] + lines))
        var names: [String] = []
        for match in route.matches {
            for name in match.hosts.isEmpty ? ["any host"] : match.hosts.map(\.description)
            where !names.contains(name) {
                names.append(name)
            }
        }
        for name in names { edges.append(Edge(from: host(name), to: id, label: "", isDashed: false)) }
        switch route.action {
        case .forward(let forward): add(forward, from: id)
        case .redirect(let redirect): addAnswer("redirect \(redirect.status)", from: id)
        case .respond(let respond): addAnswer("answer \(respond.status)", from: id)
        }
    }

    private mutating func add(_ forward: Forward, from id: String) {
        let whole = forward.targets.reduce(0) { $0 + $1.weight }
        for target in forward.targets {
            let label = forward.targets.count > 1 ? "\(target.weight) of \(whole)" : ""
            edges.append(Edge(from: id, to: end(target.backend), label: label, isDashed: false))
        }
        guard let mirror = forward.mirror else { return }
        let label = mirror.percent < 100 ? "copy, \(mirror.percent) %" : "copy"
        edges.append(Edge(from: id, to: end(mirror.target.backend), label: label, isDashed: true))
    }

    private mutating func host(_ name: String) -> String {
        if let known = ids["host \(name)"] { return known }
        let node = Node(kind: .host, id: "h\(hosts.count + 1)", lines: [name])
        ids["host \(name)"] = node.id
        hosts.append(node)
        return node.id
    }

    private mutating func end(_ backend: Backend) -> String {
        let lines = [backend.name] + backend.endpoints.map(\.url.shown)
        return end(Node(kind: .backend, id: "b\(ends.count + 1)", lines: lines))
    }

    private mutating func addAnswer(_ text: String, from id: String) {
        let answer = end(Node(kind: .answer, id: "b\(ends.count + 1)", lines: [text]))
        edges.append(Edge(from: id, to: answer, label: "", isDashed: false))
    }

    private mutating func end(_ node: Node) -> String {
        let key = "\(node.kind) \(node.lines[0])"
        if let known = ids[key] { return known }
        ids[key] = node.id
        ends.append(node)
        return node.id
    }
}

extension Match {
    /// The conditions but for hosts, in one line.
    fileprivate var summary: String {
        var parts = methods.map(\.rawValue)
        switch path {
        case nil: parts.append("every path")
        case .exact(let path): parts.append(path.text)
        case .template(let template): parts.append(template.text)
        case .prefix(let prefix): parts.append(prefix + "/…")
        case .regex(let regex): parts.append("~ \(regex.text)")
        }
        parts += headers.map { "\($0.name.rawName): \($0.test.plainExpectation)" }
        parts += query.map { "?\($0.name)=\($0.test.plainExpectation)" }
        if !sourceIps.isEmpty { parts.append("from \(sourceIps.map(\.description).joined(separator: ", "))") }
        if case .match = excluded { parts.append("with exceptions") }
        return parts.joined(separator: " ")
    }
}

extension TextTest {
    fileprivate var plainExpectation: String {
        expectation.split(separator: "`", omittingEmptySubsequences: false).joined()
    }
}
