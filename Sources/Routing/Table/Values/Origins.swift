import Messages

/// The lists of `cors`.
enum Origins {
    /// What is no origin is reported and left out.
    static func read(_ node: Node, _ findings: inout Findings) -> [CORS.Origin] {
        let elements = node.elements
        return elements.compactMap { element in
            guard let text = element.text, !element.isUndetermined else { return nil }
            guard let origin = CORS.Origin(text) else {
                findings.report(.noOrigin(element))
                return nil
            }
            if origin == .any, elements.count > 1 { findings.report(.anyOriginBesideOthers(element)) }
            return origin
        }
    }

    /// `*` alone is one too, as the Fetch standard has it.
    static func headerNames(_ node: Node, _ findings: inout Findings) -> [String] {
        node.elements.compactMap { element in
            if element.text == "*" { return "*" }
            return HeaderNames.read(element, &findings)?.rawName
        }
    }
}

extension CORS.Origin {
    /// Reads `*`, `https://app.example.com:8443` or `https://*.example.com`; nil for all else, also with a path.
    init?(_ text: String) {
        if text == "*" {
            self = .any
            return
        }
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return nil }
        let rest = String(lower.dropFirst(scheme.count))
        let isWildcard = rest.hasPrefix("*.")
        guard let authority = Authority(isWildcard ? String(rest.dropFirst(2)) : rest) else { return nil }
        let usual = scheme == "https://" ? 443 : 80
        let port = authority.port.flatMap { $0 == usual ? nil : ":\($0)" } ?? ""
        let host = authority.host.contains(":") ? "[\(authority.host)]" : authority.host
        self =
            isWildcard
            ? .subdomains(scheme: scheme, suffix: ".\(host)\(port)") : .exact("\(scheme)\(host)\(port)")
    }
}
