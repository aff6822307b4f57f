import Routing

/// Values of the sample environments that nobody has put their own in place of.
enum SampleCheck {
    private static let marks = ["0a1b2c3d4e5f6071", "0123456789abcdef", "203.0.113.0/24", ".example.com"]

    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        // Only what the service uses: an environment's file holds the choices of all variants.
        let used = (deployed.service.root.map ?? []).filter { $0.name != "custom" }
        for entry in used { walk(entry.value, &findings) }
    }

    private static func walk(_ node: Node, _ findings: inout Findings) {
        switch node.content {
        case .scalar:
            if let text = node.text, marks.contains(where: text.contains) {
                findings.report(.sampleValue(node))
            }
        case .list(let list): for element in list { walk(element, &findings) }
        case .map(let entries): for entry in entries { walk(entry.value, &findings) }
        }
    }
}
