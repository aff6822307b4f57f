package import Routing

/// Puts `${NAME}` where the value of a table's variable would show.
package struct Secrecy: Sendable {
    /// The longest value first, so that none is left in part.
    private let values: [(name: String, value: String)]

    package static let none = Secrecy([])

    private init(_ values: [(name: String, value: String)]) {
        self.values = values
    }

    /// The variables that stand in the table's files; very short values would hide more than they hold.
    package init(of table: RouteTable, files: TableFiles = .disk, variables: Variables) {
        var found: [String: String] = [:]
        for node in TableNodes(table, files: files, variables: variables).roots {
            Secrecy.collect(node, into: &found)
        }
        values = found.map { (name: $0.key, value: $0.value) }
            .filter { $0.value.utf8.count >= 4 }
            .sorted { ($1.value.count, $0.name) < ($0.value.count, $1.name) }
    }

    private static func collect(_ node: Node, into found: inout [String: String]) {
        switch node.content {
        case .scalar(let scalar):
            let text = Array(scalar.text.utf8)
            for variable in scalar.variables where variable.range.upperBound <= text.count {
                found[variable.name] = String(decoding: text[variable.range], as: UTF8.self)
            }
        case .list(let elements): for element in elements { collect(element, into: &found) }
        case .map(let entries):
            for entry in entries {
                collect(entry.key, into: &found)
                collect(entry.value, into: &found)
            }
        }
    }

    /// The text with each value replaced.
    func masked(_ text: String) -> String {
        var text = text
        for (name, value) in values { text = text.replacing(value, with: "${\(name)}") }
        return text
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        let pieces = self.split(separator: part, omittingEmptySubsequences: false)
        return pieces.joined(separator: other)
    }
}
