/// What has to fit together within one route.
enum RouteRules {
    static func check(_ reading: RouteReading, _ findings: inout Findings) {
        checkActionKeys(reading.node, &findings)
        checkHost(reading.node, &findings)
        checkPrefix(reading, &findings)
        checkCaptures(reading, &findings)
    }

    /// Keys that ask for a backend, beside an action that has none.
    private static func checkActionKeys(_ node: Node, _ findings: inout Findings) {
        guard let action = node.key(.redirect) ?? node.key(.respond) else { return }
        if let rewrite = node.key(.rewrite) {
            findings.report(.conflictingKeys(rewrite, with: action, "a route"))
        }
        let idle: [KeyName] = [
            .timeouts, .retry, .requestHeaders, .hostHeader, .response, .preserveLocation, .mirror,
            .forwarded,
        ]
        for name in idle {
            if let key = node.key(name) { findings.report(.keyWithoutEffect(key, beside: action)) }
        }
    }

    private static func checkHost(_ node: Node, _ findings: inout Findings) {
        guard let host = node[.rewrite]?.key(.host), let header = node.key(.hostHeader) else { return }
        findings.report(.conflictingKeys(host, with: header, "a route"))
    }

    /// `replacePrefix` replaces what matched, so that every alternative has to match by a prefix.
    private static func checkPrefix(_ reading: RouteReading, _ findings: inout Findings) {
        checkPrefix(reading.node[.rewrite]?[.path], reading, &findings)
        checkPrefix(reading.node[.redirect]?[.path], reading, &findings)
    }

    private static func checkPrefix(_ path: Node?, _ reading: RouteReading, _ findings: inout Findings) {
        guard let key = path?.key(.replacePrefix) else { return }
        let other = reading.matches.firstIndex { match in
            if case .prefix = match.path { false } else { !match.isIncomplete }
        }
        if let other { findings.report(.replacePrefixWithoutPrefix(key, match: reading.matchNodes[other])) }
    }

    /// Every alternative has to make every capture that a template names.
    private static func checkCaptures(_ reading: RouteReading, _ findings: inout Findings) {
        let areMade = reading.templates.allSatisfy { template in
            template.value.captures.allSatisfy { capture in
                reading.matches.allSatisfy { $0.isIncomplete || $0.makes(capture.name) }
            }
        }
        guard !areMade else { return }
        let templates = reading.templates.filter { !$0.value.captures.isEmpty }
        let made = zip(reading.matches, reading.matchNodes).filter { !$0.0.isIncomplete }.map { match, node in
            (names: match.captureNames, node: node)
        }
        for template in templates {
            for capture in template.value.captures
            where made.contains(where: { !$0.names.contains(capture.name) }) {
                let lacking = made.filter { !$0.names.contains(capture.name) }.map(\.node)
                let names = made.reduce(into: Set()) { $0.formUnion($1.names) }
                findings.report(.unknownCapture(capture, template.node, names: names, lacking: lacking))
            }
        }
    }
}
