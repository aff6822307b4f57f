/// Paths by segments: a node is what stands behind some segments, and lists who ends or continues there.
///
/// Its parts are flat arrays, so that a walk allocates nothing.
struct SegmentTrie: Sendable {
    /// What a list at a node says of the path.
    enum Role: Int, CaseIterable {
        /// The path ends at the node.
        case here
        /// The path ends at the node or goes on behind it.
        case prefix
        /// At least one segment more, not empty.
        case rest
        /// A regex whose leading segments lead to the node.
        case regex
    }

    struct Node: Sendable {
        /// The child for any segment that is not empty; -1 for none.
        var capture: Int32 = -1
        /// Where each role's ranks begin in `ranks`, in the roles' order, and where the last ends.
        var bounds: InlineArray<5, Int32> = InlineArray(repeating: 0)
    }

    private let nodes: [Node]
    /// The lists of all nodes, each in ascending order.
    private let ranks: [Int32]
    private let literals: LiteralTable

    init(_ builder: SegmentTrieBuilder) {
        var nodes: [Node] = []
        var ranks: [Int32] = []
        nodes.reserveCapacity(builder.nodes.count)
        for draft in builder.nodes {
            var node = Node(capture: draft.capture)
            for role in Role.allCases {
                node.bounds[role.rawValue] = Int32(ranks.count)
                ranks += draft.lists[role.rawValue]
            }
            node.bounds[Role.allCases.count] = Int32(ranks.count)
            nodes.append(node)
        }
        self.nodes = nodes
        self.ranks = ranks
        literals = builder.literals
    }

    func list(_ role: Role, at node: Int) -> Range<Int> {
        Int(nodes[node].bounds[role.rawValue])..<Int(nodes[node].bounds[role.rawValue + 1])
    }

    func rank(at index: Int) -> Int { Int(ranks[index]) }

    /// The child for any segment; nil for none.
    func capture(of node: Int) -> Int? {
        let child = nodes[node].capture
        return child < 0 ? nil : Int(child)
    }

    /// The child for this very segment; nil for none.
    func literal(of node: Int, _ path: Span<UInt8>, _ segment: Range<Int>) -> Int? {
        literals.child(of: node, path, segment)
    }

    /// Where the segment ends that begins at `start`.
    static func segmentEnd(in path: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        return end
    }
}

/// Collects the nodes of a trie.
struct SegmentTrieBuilder {
    struct Draft {
        var capture: Int32 = -1
        var lists: [[Int32]] = Array(repeating: [], count: SegmentTrie.Role.allCases.count)
    }

    private(set) var nodes: [Draft] = []
    private(set) var literals = LiteralTable()

    mutating func addRoot() -> Int {
        nodes.append(Draft())
        return nodes.count - 1
    }

    /// Enters a match under a root; ranks have to come in ascending order.
    mutating func insert(_ pattern: PathPattern?, rank: Int, root: Int) {
        var node = root
        var role = SegmentTrie.Role.here
        switch pattern {
        case nil: role = .prefix
        case .exact(let path): node = descend(path.text, from: node)
        case .prefix(let prefix):
            role = .prefix
            if !prefix.isEmpty { node = descend(prefix, from: node) }
        case .regex(let regex):
            role = .regex
            for segment in RegexText(regex.text).leadingSegments { node = child(of: node, segment) }
        case .template(let template):
            for segment in template.segments {
                switch segment {
                case .literal(let text): node = child(of: node, text)
                case .capture: node = captureChild(of: node)
                case .rest: role = .rest
                }
            }
        }
        nodes[node].lists[role.rawValue].append(Int32(rank))
    }

    private mutating func descend(_ path: String, from root: Int) -> Int {
        path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .reduce(root) { child(of: $0, String(Substring($1))) }
    }

    private mutating func child(of node: Int, _ segment: String) -> Int {
        let bytes = segment.utf8.span
        if let child = literals.child(of: node, bytes, 0..<bytes.count) { return child }
        nodes.append(Draft())
        literals.insert(nodes.count - 1, under: node, bytes)
        return nodes.count - 1
    }

    private mutating func captureChild(of node: Int) -> Int {
        if nodes[node].capture < 0 {
            nodes.append(Draft())
            nodes[node].capture = Int32(nodes.count - 1)
        }
        return Int(nodes[node].capture)
    }
}
