/// A route that takes every request leaves none for those behind it.
enum CatchAllNotLast {
    static func check(_ subject: TableChecks.Subject, _ findings: inout Findings) {
        guard subject.table.matchOrder == .file else { return }
        for route in subject.table.routes.dropLast() {
            guard let index = route.matches.firstIndex(where: \.takesEverything) else { continue }
            findings.report(.catchAllNotLast(route, at: route.matchPlaces[index]))
        }
    }
}

extension Match {
    /// Whether it has no condition that a request could fail.
    fileprivate var takesEverything: Bool {
        guard methods.isEmpty, hosts.isEmpty, headers.isEmpty, query.isEmpty, sourceIps.isEmpty else {
            return false
        }
        guard case .nothing = excluded, !isIncomplete else { return false }
        switch path {
        case nil: return true
        case .prefix(let prefix): return prefix.isEmpty
        case .exact, .template, .regex: return false
        }
    }
}

extension Diagnostic {
    fileprivate static func catchAllNotLast(_ route: Route, at place: Place) -> Diagnostic {
        Diagnostic(
            .warning,
            .catchAllNotLast,
            "route `\(route.name)` takes every request, but is not the last",
            at: place,
            fix: "move it to the end, or give it a `match`"
        )
    }
}
