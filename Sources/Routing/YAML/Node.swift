/// One value of a YAML document with the place where it stands; aliases and merge keys are already followed.
///
/// A class, because it is handed around far more often than it is made.
package final class Node: Sendable {
    package enum Content: Sendable {
        case scalar(Scalar)
        case list([Node])
        case map([Entry])
    }

    /// One `key: value` of a map; repeated keys are all there, in file order.
    package struct Entry: Sendable {
        /// The key's text; empty when the key is no scalar.
        package let name: String
        package let key: Node
        package let value: Node

        package init(key: Node, value: Node) {
            self.key = key
            self.value = value
            name = key.scalar?.text ?? ""
        }
    }

    package let content: Content
    /// From the first to the last character, quotes and brackets included.
    package let place: Place

    package init(_ content: Content, at place: Place) {
        self.content = content
        self.place = place
    }

    package var scalar: Scalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    package var list: [Node]? {
        guard case .list(let list) = content else { return nil }
        return list
    }

    package var map: [Entry]? {
        guard case .map(let map) = content else { return nil }
        return map
    }

    /// The value of a key in a map; the first one where it is repeated, nil when there is none.
    package subscript(name: String) -> Node? {
        guard case .map(let entries) = content else { return nil }
        // By index, because copying whole entries to look at their names costs more than the comparison.
        let count = name.utf8.count
        for index in entries.indices where entries[index].name.utf8.count == count {
            if entries[index].name == name { return entries[index].value }
        }
        return nil
    }

    /// The key's own node, for a problem with the key rather than its value.
    package func key(_ name: String) -> Node? {
        guard case .map(let entries) = content else { return nil }
        let count = name.utf8.count
        for index in entries.indices where entries[index].name.utf8.count == count {
            if entries[index].name == name { return entries[index].key }
        }
        return nil
    }

    /// The elements of a list, or the node itself where one value may stand for a list of one.
    package var elements: [Node] { list ?? [self] }

    /// An empty value, `~` or `null`, not quoted and not from a variable.
    package var isNull: Bool { scalar?.isNull ?? false }

    /// Whether an unset variable that is tolerated leaves this value unknown.
    package var isUndetermined: Bool { scalar?.isUndetermined ?? false }

    /// The value's text with variables replaced; nil for lists, maps and null.
    package var text: String? {
        guard case .scalar(let scalar) = content, !scalar.isNull else { return nil }
        return scalar.text
    }

    /// The value as it may be shown: `${NAME}` stays; empty for lists and maps.
    package var shown: String { scalar?.written ?? "" }

    /// Where a problem with the value as a whole stands: at its first variable, if one stands in it.
    package var problemPlace: Place { scalar?.variables.first?.place ?? place }
}
