import Messages

/// Paths of the table in the form in which paths are compared and sent.
enum CanonicalText {
    /// A canonical path without a slash at its end (`/` is empty); nil where it is none, which is reported.
    static func path(_ node: Node, _ policy: PathPolicy, mayBeEmpty: Bool = false, _ findings: inout Findings)
        -> String?
    {
        guard let text = node.text, !node.isUndetermined else { return nil }
        if text.isEmpty, mayBeEmpty { return "" }
        do throws(PathProblem) {
            return try path(text, policy)
        } catch {
            findings.report(.noPath(node, error.reason))
            return nil
        }
    }

    /// A canonical path without a slash at its end, so that `/` is empty.
    static func path(_ text: String, _ policy: PathPolicy) throws(PathProblem) -> String {
        guard text.utf8.first == UInt8(ascii: "/") else { throw .notAbsolute }
        let path = try CanonicalPath(RawPath(text), policy: policy).text
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
