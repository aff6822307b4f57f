extension Node {
    /// The elements of a list.
    package struct List: Sendable, RandomAccessCollection {
        private let tree: YAMLTree
        /// Where they begin among the children; of a node that stands for a list of one, its number's complement.
        private let begin: Int
        package let endIndex: Int

        package var startIndex: Int { 0 }

        init(_ tree: YAMLTree, _ record: YAMLTree.Record) {
            self.tree = tree
            begin = Int(record.begin)
            endIndex = Int(record.count)
        }

        init(of single: Node) {
            tree = single.tree
            begin = ~single.number
            endIndex = 1
        }

        package subscript(index: Int) -> Node {
            precondition(index >= 0 && index < endIndex)
            return begin < 0 ? Node(tree: tree, number: ~begin) : tree.child(begin + index)
        }
    }

    /// The entries of a map; repeated keys are all there, in file order.
    package struct Map: Sendable, RandomAccessCollection {
        private let tree: YAMLTree
        private let begin: Int
        package let endIndex: Int

        package var startIndex: Int { 0 }

        init(_ tree: YAMLTree, _ record: YAMLTree.Record) {
            self.tree = tree
            begin = Int(record.begin)
            endIndex = Int(record.count) / 2
        }

        package subscript(index: Int) -> Entry {
            precondition(index >= 0 && index < endIndex)
            let place = begin + 2 * index
            return Entry(key: tree.child(place), value: tree.child(place + 1), tree.name(place))
        }

        /// The name of a key, if the language has it and it is not a variable that holds it.
        func writtenName(at index: Int) -> KeyName? {
            let place = begin + 2 * index
            return tree.isWritten(place) ? tree.name(place) : nil
        }

        /// Whether a value has a text: neither a list, a map nor null.
        func isText(at index: Int) -> Bool { tree.isText(begin + 2 * index + 1) }

        func value(at index: Int) -> Node { tree.child(begin + 2 * index + 1) }

        /// Whether a key has one of some names.
        func hasKey(where isWanted: (KeyName) -> Bool) -> Bool {
            for index in 0..<endIndex {
                if let name = tree.name(begin + 2 * index), isWanted(name) { return true }
            }
            return false
        }
    }
}

/// So that `?? []` stands for none.
extension Node.List: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Node...) {
        let tree = elements.isEmpty ? YAMLTree.none : YAMLTree(.list, elements, at: YAMLTree.nowhere)
        self.init(tree, tree.records[0])
    }
}

/// So that `?? []` stands for none.
extension Node.Map: ExpressibleByArrayLiteral {
    package init(arrayLiteral entries: Node.Entry...) {
        let children = entries.flatMap { [$0.key, $0.value] }
        let tree = children.isEmpty ? YAMLTree.none : YAMLTree(.map, children, at: YAMLTree.nowhere)
        self.init(tree, tree.records[0])
    }
}
