/// Which `Host` a backend sees.
package enum HostHeader: Sendable, Hashable {
    /// The backend's own authority.
    case backend
    /// What the client sent.
    case preserve
    case literal(String)

    static let key = Key(
        .hostHeader,
        .textNamed("`backend`, `preserve` or a host"),
        "The `Host` that the backend sees: its own authority, the client's, or a literal.",
        example: "preserve",
        standard: "backend"
    )

    /// Nil where it is no host, which is reported.
    init?(_ node: Node, _ findings: inout Findings) {
        guard let text = node.text, !node.isUndetermined else { return nil }
        switch text {
        case "backend": self = .backend
        case "preserve": self = .preserve
        default:
            guard Authority(text) != nil else {
                findings.report(.noHost(node))
                return nil
            }
            self = .literal(text)
        }
    }
}
