/// A backend that no route and no mirror names is most likely a slip in a route.
enum UnusedBackends {
    static func check(_ subject: TableChecks.Subject, _ findings: inout Findings) {
        // A misspelt name elsewhere is the better explanation.
        guard !findings.contains(.unknownBackend) else { return }
        for backend in subject.table.backends where !subject.used.contains(backend.name) {
            findings.report(.unusedBackend(backend))
        }
    }
}

extension Diagnostic {
    fileprivate static func unusedBackend(_ backend: Backend) -> Diagnostic {
        Diagnostic(
            .warning,
            .unusedBackend,
            "no route uses the backend `\(backend.name)`",
            at: backend.place,
            fix: "remove it, or name it in a route"
        )
    }
}
