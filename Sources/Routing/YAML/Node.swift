/// One value of a YAML document with the place where it stands; aliases and merge keys are already followed.
///
/// It is a number in its document's ``YAMLTree``, so that it costs next to nothing to hand around.
package struct Node: Sendable {
    package enum Content: Sendable {
        case scalar(Scalar)
        case list(List)
        case map(Map)
    }

    /// One `key: value` of a map.
    package struct Entry: Sendable {
        package let key: Node
        package let value: Node
        /// The key's name, if the language has it.
        let keyName: KeyName?

        package init(key: Node, value: Node) {
            self.init(key: key, value: value, key.keyName)
        }

        init(key: Node, value: Node, _ keyName: KeyName?) {
            self.key = key
            self.value = value
            self.keyName = keyName
        }

        /// The key's text; empty when the key is no scalar.
        package var name: String { keyName?.rawValue ?? key.tree.text(of: key.number) }
    }

    let tree: YAMLTree
    let number: Int

    var record: YAMLTree.Record { tree.records[number] }

    package var content: Content {
        let record = record
        switch record.kind {
        case .list: return .list(List(tree, record))
        case .map: return .map(Map(tree, record))
        case .written, .decoded, .made: return .scalar(tree.scalar(record))
        }
    }

    /// From the first to the last character, quotes and brackets included.
    package var place: Place {
        let record = record
        return Place(tree.source, first: record.first, last: record.last)
    }

    package var scalar: Scalar? {
        let record = record
        return record.kind.isScalar ? tree.scalar(record) : nil
    }

    package var list: List? {
        let record = record
        return record.kind == .list ? List(tree, record) : nil
    }

    package var map: Map? {
        let record = record
        return record.kind == .map ? Map(tree, record) : nil
    }

    /// The value of a key in a map; the first one where it is repeated, nil when there is none.
    package subscript(name: String) -> Node? {
        tree.entry(named: name, of: number).map { tree.child($0 + 1) }
    }

    /// The same of a key that the language has.
    package subscript(name: KeyName) -> Node? {
        guard let place = tree.entry(named: name, of: number) else { return nil }
        return tree.child(place + 1)
    }

    /// The key's own node, for a problem with the key rather than its value.
    package func key(_ name: KeyName) -> Node? {
        guard let place = tree.entry(named: name, of: number) else { return nil }
        return tree.child(place)
    }

    /// The same of a key that the language need not have.
    package func key(_ name: String) -> Node? {
        tree.entry(named: name, of: number).map(tree.child)
    }

    /// The elements of a list, or the node itself where one value may stand for a list of one.
    package var elements: List { list ?? List(of: self) }

    /// The name that its text is, if the language has it.
    var keyName: KeyName? {
        isScalar ? KeyName(tree.text(of: number).utf8.span) : nil
    }

    package var isList: Bool { record.kind == .list }

    package var isMap: Bool { record.kind == .map }

    package var isScalar: Bool { record.kind.isScalar }

    /// Whether it has a text: neither a list, a map nor null.
    package var isText: Bool { record.isText }

    /// An empty value, `~` or `null`, not quoted and not from a variable.
    package var isNull: Bool { record.isNull }

    /// Whether an unset variable that is tolerated leaves this value unknown.
    package var isUndetermined: Bool { record.isUndetermined }

    /// The value's text with variables replaced; nil for lists, maps and null.
    package var text: String? {
        record.isText ? tree.text(of: number) : nil
    }

    /// Whether its text, as it stands in the file, is this one; in doubt false.
    func isText(_ other: String) -> Bool {
        let record = record
        return record.kind == .written && !record.isNull && tree.isWritten(record, other.utf8.span)
    }

    /// The value as it may be shown: `${NAME}` stays; empty for lists and maps.
    package var shown: String {
        let record = record
        switch record.kind {
        case .list, .map: return ""
        case .written, .decoded: return tree.text(of: number)
        case .made: return tree.scalar(record).written
        }
    }

    /// The variables in its text, in the order in which they stand.
    package var variables: [Scalar.Variable] {
        let record = record
        return record.kind == .made ? tree.scalar(record).variables : []
    }

    /// Where a problem with the value as a whole stands: at its first variable, if one stands in it.
    package var problemPlace: Place { variables.first?.place ?? place }
}

extension Node {
    /// A scalar that no document has.
    package init(_ scalar: Scalar, at place: Place) {
        self.init(tree: YAMLTree(scalar, at: place), number: 0)
    }

    /// A list that no document has.
    package init(list: [Node], at place: Place) {
        self.init(tree: YAMLTree(.list, list, at: place), number: 0)
    }

    /// A map that no document has.
    package init(map: [Entry], at place: Place) {
        self.init(tree: YAMLTree(.map, map.flatMap { [$0.key, $0.value] }, at: place), number: 0)
    }
}
