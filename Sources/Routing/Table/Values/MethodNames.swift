import HTTPTypes

/// The methods of a list; case-sensitive, as RFC 9110 section 9.1 says.
enum MethodNames {
    /// What RFC 9110 and RFC 5789 define.
    static let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]

    static func read(_ node: Node, _ findings: inout Findings) -> [HTTPRequest.Method] {
        node.elements.compactMap { element in
            guard let text = element.text, !element.isUndetermined else { return nil }
            guard let method = HTTPRequest.Method(text) else {
                findings.report(.noMethod(element))
                return nil
            }
            if !known.contains(text) { findings.report(.unusualMethod(element, among: known)) }
            return method
        }
    }
}
