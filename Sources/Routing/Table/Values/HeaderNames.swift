import Messages

/// Names of header fields as they stand in the table.
enum HeaderNames {
    /// Fields of one connection (RFC 9110 section 7.6.1) or of the message's framing: the forwarder's own business.
    private static let ownedByConnection: Set<String> = [
        "connection", "content-length", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// The name, or nil where it is none, which is reported.
    static func read(_ node: Node, _ findings: inout Findings) -> FieldName? {
        guard let text = node.text, !node.isUndetermined else { return nil }
        guard let name = FieldName(text) else {
            findings.report(.noHeaderName(node))
            return nil
        }
        return name
    }

    /// The name of a field that the table may set; nil where it may not, which is reported.
    static func readChangeable(_ node: Node, _ findings: inout Findings) -> FieldName? {
        guard let name = read(node, &findings) else { return nil }
        if name.canonicalName == "host" {
            findings.report(.hostInHeaders(node))
            return nil
        }
        guard !ownedByConnection.contains(name.canonicalName) else {
            findings.report(.forbiddenHeader(node))
            return nil
        }
        return name
    }

    /// Reports a value that may not stand in a header field (RFC 9110 section 5.5); true where it may.
    static func check(value node: Node, _ findings: inout Findings) -> Bool {
        guard let text = node.text, !node.isUndetermined else { return false }
        if let bad = Array(text.utf8).firstIndex(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) {
            findings.report(.controlInHeader(at: node.place(of: bad..<bad + 1)))
            return false
        }
        guard Field.isValidValue(text) else {
            findings.report(.noHeaderValue(node))
            return false
        }
        return true
    }
}
