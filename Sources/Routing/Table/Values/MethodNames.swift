import HTTPTypes

/// The methods of a list; case-sensitive, as RFC 9110 section 9.1 says.
enum MethodNames {
    /// What RFC 9110 and RFC 5789 define.
    static let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]

    static func read(_ node: Node, _ findings: inout Findings) -> [HTTPRequest.Method] {
        let elements = node.elements
        var methods: [HTTPRequest.Method] = []
        methods.reserveCapacity(elements.count)
        for element in elements {
            guard let text = element.text, !element.isUndetermined else { continue }
            guard let method = HTTPRequest.Method(text) else {
                findings.report(.noMethod(element))
                continue
            }
            if !known.contains(text) { findings.report(.unusualMethod(element, among: known)) }
            methods.append(method)
        }
        return methods
    }
}
