import HTTPTypes
import Messages
package import Routing

/// What a change of a table does: to its routes, and to requests.
package struct TableDifference: Sendable {
    /// What changed of one key, as it is written; nil for a side that lacks it.
    package struct Change: Sendable, Hashable {
        let key: String
        let old: String?
        let new: String?
    }

    /// A request that ends in another way.
    package struct Moved: Sendable, Hashable {
        let request: String
        let old: String
        let new: String
    }

    let added: [String]
    let removed: [String]
    /// Those that are tried earlier or later than the routes around them.
    let reordered: [String]
    let changed: [(route: String, changes: [Change])]
    let backends: [Change]
    let settings: [Change]
    /// One example for each pair of an old and a new end.
    let moved: [Moved]

    package var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && reordered.isEmpty && changed.isEmpty && backends.isEmpty
            && settings.isEmpty && moved.isEmpty
    }

    /// A table and how it is printed.
    package struct Side: Sendable {
        let table: RouteTable
        let effective: EffectiveTable
        let secrecy: Secrecy

        package init(_ table: RouteTable, _ effective: EffectiveTable, _ secrecy: Secrecy = .none) {
            self.table = table
            self.effective = effective
            self.secrecy = secrecy
        }
    }

    package init(from old: Side, to new: Side) {
        let oldRoutes = Dictionary(old.effective.routes.map { ($0.name, $0.value) }) { first, _ in first }
        let newRoutes = Dictionary(new.effective.routes.map { ($0.name, $0.value) }) { first, _ in first }
        added = new.effective.routes.map(\.name).filter { oldRoutes[$0] == nil }
        removed = old.effective.routes.map(\.name).filter { newRoutes[$0] == nil }
        reordered = Order.moved(
            from: old.effective.routes.map(\.name).filter { newRoutes[$0] != nil },
            to: new.effective.routes.map(\.name).filter { oldRoutes[$0] != nil }
        )
        changed = new.effective.routes.compactMap { name, value in
            guard let before = oldRoutes[name] else { return nil }
            let changes = TableDifference.changes(from: before, to: value)
            return changes.isEmpty ? nil : (name, changes)
        }
        let (before, after) = (old.effective.printed, new.effective.printed)
        backends = TableDifference.changes(
            from: before["backends"] ?? .map([]),
            to: after["backends"] ?? .map([])
        )
        settings = TableDifference.changes(from: before.settings, to: after.settings)
        moved = TableDifference.moved(old, new)
    }

    private static func changes(from old: Printed, to new: Printed) -> [Change] {
        let names = old.members.map(\.name) + new.members.map(\.name).filter { old[$0] == nil }
        return names.filter { old[$0] != new[$0] }.compactMap { name in
            let change = Change(key: name, old: old[name]?.flow, new: new[name]?.flow)
            return change.old == change.new ? nil : change
        }
    }

    private static func moved(_ old: Side, _ new: Side) -> [Moved] {
        let (oldRouter, newRouter) = (Router(old.table), Router(new.table))
        var seen: Set<[String]> = []
        return SampleRequests([old.table, new.table]).all.compactMap { request in
            let before = End(Explanation(request, old.table, oldRouter), old.secrecy)
            let after = End(Explanation(request, new.table, newRouter), new.secrecy)
            guard before.text != after.text else { return nil }
            guard seen.insert([before.kind, after.kind]).inserted else { return nil }
            return Moved(request: request.shown, old: before.text, new: after.text)
        }
    }
}

/// How a request ends, in one line.
private struct End {
    /// With what the request asks for.
    let text: String
    /// The same for all requests that end alike.
    let kind: String

    init(_ explanation: Explanation, _ secrecy: Secrecy) {
        let route = explanation.selection.map { "`\($0.route.name)`" } ?? "no route"
        switch explanation.outcome {
        case .denied(let denial, let status, _):
            kind = "\(route): answer \(status) (\(denial.rawValue))"
            text = kind
        case .answered(let response):
            kind = "\(route): answer \(response.status)"
            text = kind + (response.fields[.location].map { " to \($0)" } ?? "")
        case .sent(let sent):
            let backends = sent.map { "\($0.target.backend.name) (\($0.endpoint.shown))" }
            kind = "\(route): " + backends.joined(separator: " or ")
            let target = sent.first.map { "\($0.request.method.rawValue) \($0.request.target)" } ?? ""
            text = "\(kind), \(secrecy.masked(target))"
        }
    }
}

extension Printed {
    /// All that is neither route nor backend nor test.
    fileprivate var settings: Printed {
        .map(members.filter { !["routes", "backends", "tests"].contains($0.name) })
    }
}
