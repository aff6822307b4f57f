package import Messages

/// Who may use a route: others, and callers whose address is unknown, get `forbidden`.
package struct Allow: Sendable, Hashable {
    package var sourceIps: [CIDR]

    package init(sourceIps: [CIDR]) {
        self.sourceIps = sourceIps
    }

    static let key = Key(
        .allow,
        .map(
            MapShape(
                "`allow`",
                [
                    Key(
                        .sourceIps,
                        .oneOrMore(.textNamed("an address or block")),
                        "The addresses and blocks that may call; the front end vouches for the caller's.",
                        example: "[10.0.0.0/8, \"2001:db8::/32\"]",
                        isRequired: true
                    )
                ]
            )
        ),
        "The callers that may use the route; others, and unknown addresses, get `forbidden`.",
        example: "{sourceIps: [10.0.0.0/8]}",
        standard: "everybody"
    )

    /// What can't be read is reported and left out: then fewer may call, not more.
    init(_ node: Node, _ findings: inout Findings) {
        sourceIps = AddressBlocks.read(node[.sourceIps], &findings)
    }

    /// Why a caller may not pass, an unknown address among them, for the log; nil where it may.
    package func reasonToRefuse(_ address: IPAddress?) -> String? {
        guard let address else { return "the caller's address is not known" }
        return sourceIps.contains { $0.contains(address) } ? nil : "no block holds \(address)"
    }
}
