import Messages

/// One of the names in `match.hosts`, without case and port.
package enum HostPattern: Sendable, Hashable {
    case exact(String)
    /// `*.example.com`, kept as `.example.com`: one or more labels before it.
    case wildcard(suffix: String)

    /// Reads a pattern; nil where it is no host name, address or wildcard of one.
    package init?(_ text: String) {
        let name = text.lowercased()
        if name.utf8.starts(with: "*.".utf8) {
            guard HostPattern.isName(name.dropFirst(2)) else { return nil }
            self = .wildcard(suffix: String(name.dropFirst()))
        } else {
            guard HostPattern.isName(name[...]) || HostPattern.isBracketed(name) else { return nil }
            self = .exact(name)
        }
    }

    private static func isName(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            let isHyphened = label.utf8.first == UInt8(ascii: "-") || label.utf8.last == UInt8(ascii: "-")
            return (1...63).contains(label.utf8.count) && !isHyphened && label.utf8.allSatisfy(isNameByte)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    private static func isBracketed(_ text: String) -> Bool {
        guard text.first == "[", text.last == "]" else { return false }
        return IPAddress(text.dropFirst().dropLast())?.isV4 == false
    }

    /// Whether the pattern has the host, which is in canonical form.
    func matches(_ host: String) -> Bool {
        switch self {
        case .exact(let name): name == host
        case .wildcard(let suffix):
            host.utf8.count > suffix.utf8.count
                && host.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        }
    }

    /// Whether every host of the other pattern is one of this.
    func covers(_ other: HostPattern) -> Bool {
        switch (self, other) {
        case (.exact(let name), .exact(let otherName)): name == otherName
        case (.exact, .wildcard): false
        case (.wildcard, .exact(let name)): matches(name)
        case (.wildcard(let suffix), .wildcard(let otherSuffix)): otherSuffix.hasSuffix(suffix)
        }
    }
}

extension HostPattern: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exact(let name): name
        case .wildcard(let suffix): "*" + suffix
        }
    }
}

extension HostPattern {
    static let key = Key(
        .hosts,
        .oneOrMore(.textNamed("a host")),
        "Host names, without port and case; `*.example.com` covers one or more labels.",
        example: "[shop.example.com, \"*.shop.example.com\"]",
        standard: "any host"
    )

    /// Nil where it is none, which is reported.
    static func read(_ node: Node, _ findings: inout Findings) -> HostPattern? {
        guard let text = node.text, !node.isUndetermined else { return nil }
        guard let pattern = HostPattern(text) else {
            findings.report(.noHostPattern(node))
            return nil
        }
        return pattern
    }
}
