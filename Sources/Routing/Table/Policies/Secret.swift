/// A secret of the table: its value, or where it is kept; its value never shows.
package struct Secret: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        /// The value itself, from the table or a variable; not empty.
        case value(String)
        /// The name in AWS Secrets Manager.
        case secretsManager(name: String)
        /// The name of a parameter in AWS Systems Manager.
        case parameterStore(name: String)
    }

    package let source: Source

    package init(_ source: Source) {
        self.source = source
    }

    /// Reads a text of the table; a plain text in the file gives a warning, an empty one an error and nil.
    init?(_ node: Node, _ findings: inout Findings) {
        guard let text = node.text, !node.isUndetermined else { return nil }
        if let name = Secret.name(in: text, behind: "secretsmanager://") {
            source = .secretsManager(name: name)
        } else if let name = Secret.name(in: text, behind: "ssm://") {
            source = .parameterStore(name: name)
        } else {
            source = .value(text)
            if node.variables.isEmpty, !text.isEmpty {
                findings.hide(node.place)
                findings.report(.plainTextSecret(node))
            }
        }
        guard !isEmpty else {
            findings.report(.emptySecret(node))
            return nil
        }
    }

    private var isEmpty: Bool {
        switch source {
        case .value(let text), .secretsManager(let text), .parameterStore(let text): text.isEmpty
        }
    }

    private static func name(in text: String, behind scheme: String) -> String? {
        text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : nil
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        switch source {
        case .value: "(secret)"
        case .secretsManager(let name): "secretsmanager://\(name)"
        case .parameterStore(let name): "ssm://\(name)"
        }
    }

    package var debugDescription: String { description }

    /// Without children, so that `dump` and string interpolation of what holds it stay silent.
    package var customMirror: Swift.Mirror { Swift.Mirror(self, children: [(label: String?, value: Any)]()) }
}
