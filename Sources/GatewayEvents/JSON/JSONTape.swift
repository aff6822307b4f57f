/// A JSON text that has been read: its bytes, and where its values stand in them.
struct JSONTape {
    let text: ByteView
    let nodes: [JSONNode]

    /// A node that is there and not null; an absent value and a null one mean the same.
    func present(_ node: Int?) -> Int? {
        guard let node, nodes[node].kind != .null else { return nil }
        return node
    }

    /// The value that an object holds under a name, the last one where there are several; nil for null too.
    func member(_ name: StaticString, of object: Int?) -> Int? {
        guard let object, nodes[object].kind == .object else { return nil }
        var found: Int?
        for (key, value) in members(of: object) where text.spells(name, in: nodes[key].range) {
            found = value
        }
        return present(found)
    }

    /// The same for a name that is known at run time only.
    func member(named name: some StringProtocol, of object: Int?) -> Int? {
        guard let object, nodes[object].kind == .object else { return nil }
        var found: Int?
        for (key, value) in members(of: object) where text.string(nodes[key].range) == name {
            found = value
        }
        return present(found)
    }

    /// An object's keys and values in their order, repeated keys among them.
    @inline(__always)
    func members(of object: Int) -> Members { Members(nodes: nodes, object: object) }

    /// A string's characters; nil for another value, for none, and for one with a lone surrogate.
    func string(_ node: Int?) -> String? {
        guard let node, nodes[node].kind == .string else { return nil }
        return text.string(nodes[node].range)
    }

    /// A string, number or boolean as text; nil for the others.
    func scalar(_ node: Int?) -> String? {
        guard let node, isScalar(node) else { return nil }
        return text.string(nodes[node].range)
    }

    /// Whether a node is a string, number or boolean.
    func isScalar(_ node: Int) -> Bool {
        switch nodes[node].kind {
        case .string, .number, .yes, .no: true
        case .null, .array, .object, .brokenString, .skipped: false
        }
    }

    /// Walks an object's members.
    struct Members: Sequence, IteratorProtocol {
        private let nodes: [JSONNode]
        private var key: Int
        private let end: Int

        @inline(__always)
        init(nodes: [JSONNode], object: Int) {
            self.nodes = nodes
            key = object + 1
            end = nodes[object].kind == .object ? nodes[object].next : key
        }

        @inline(__always)
        mutating func next() -> (key: Int, value: Int)? {
            guard key < end else { return nil }
            let found = (key: key, value: key + 1)
            key = nodes[found.value].next
            return found
        }
    }

    /// The elements of a list that are not null; a value that is no list stands for itself.
    @inline(__always)
    func values(of node: Int) -> Values { Values(nodes: nodes, node: node) }

    /// Walks a list's elements.
    struct Values: Sequence, IteratorProtocol {
        private let nodes: [JSONNode]
        private var element: Int
        private let end: Int

        @inline(__always)
        init(nodes: [JSONNode], node: Int) {
            self.nodes = nodes
            element = nodes[node].kind == .array ? node + 1 : node
            end = nodes[node].next
        }

        @inline(__always)
        mutating func next() -> Int? {
            while element < end {
                let found = element
                element = nodes[found].next
                if nodes[found].kind != .null { return found }
            }
            return nil
        }
    }
}
