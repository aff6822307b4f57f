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

    private static let roleCount = Role.allCases.count

    /// Each node's child for any segment that is not empty; -1 for none.
    private let captures: [Int32]
    /// Where each list begins in `ranks`, node by node in the roles' order; the last list ends at the end.
    private let bounds: [Int32]
    /// The lists of all nodes, each in ascending order.
    private let ranks: [Int32]
    private let literals: LiteralTable

    init(_ builder: SegmentTrieBuilder) {
        captures = builder.captures
        literals = builder.literals
        var bounds = [Int32](repeating: 0, count: captures.count * SegmentTrie.roleCount + 1)
        for entry in builder.entries { bounds[Int(entry.list)] += 1 }
        var end: Int32 = 0
        for list in bounds.indices {
            end += bounds[list]
            bounds[list] = end
        }
        // From the last entry on, so that each bound comes down from its list's end to its beginning.
        var ranks = [Int32](repeating: 0, count: builder.entries.count)
        for entry in builder.entries.reversed() {
            bounds[Int(entry.list)] -= 1
            ranks[Int(bounds[Int(entry.list)])] = entry.rank
        }
        self.bounds = bounds
        self.ranks = ranks
    }

    static func list(_ role: Role, of node: Int) -> Int { node * roleCount + role.rawValue }

    func list(_ role: Role, at node: Int) -> Range<Int> {
        let list = SegmentTrie.list(role, of: node)
        return Int(bounds[list])..<Int(bounds[list + 1])
    }

    func rank(at index: Int) -> Int { Int(ranks[index]) }

    /// The child for any segment; nil for none.
    func capture(of node: Int) -> Int? {
        let child = captures[node]
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
    /// A rank in one of the lists, which are numbered as ``SegmentTrie/list(_:of:)`` says.
    struct Entry {
        let list: Int32
        let rank: Int32
    }

    private(set) var captures: [Int32] = []
    private(set) var entries: [Entry] = []
    private(set) var literals: LiteralTable
    /// What was entered at each node.
    private var ends: [Ends] = []

    private struct Ends: OptionSet {
        let rawValue: UInt8

        static let here = Ends(rawValue: 1)
        static let prefix = Ends(rawValue: 2)
        static let rest = Ends(rawValue: 4)
        /// What takes a path that goes on behind the node.
        static let open: Ends = [.prefix, .rest]
    }

    /// A builder for about so many matches.
    init(matches: Int) {
        literals = LiteralTable(matches: matches)
        entries.reserveCapacity(matches)
        captures.reserveCapacity(4 * matches)
        ends.reserveCapacity(4 * matches)
    }

    mutating func addRoot() -> Int { addNode() }

    /// Enters a match under a root; ranks have to come in ascending order.
    ///
    /// False where no match before takes a path of its own: one whose captures no literal equals. A regex may.
    @discardableResult
    mutating func insert(_ pattern: PathPattern?, rank: Int, root: Int) -> Bool {
        var node = root
        var role = SegmentTrie.Role.here
        var meets = false
        switch pattern {
        case nil: role = .prefix
        case .exact(let path): node = descend(path.text.utf8.span, from: node, &meets)
        case .prefix(let prefix):
            role = .prefix
            if !prefix.isEmpty { node = descend(prefix.utf8.span, from: node, &meets) }
        case .regex(let regex):
            role = .regex
            for segment in RegexText(regex.text).leadingSegments {
                let bytes = segment.utf8.span
                node = child(of: node, bytes, 0..<bytes.count, &meets)
            }
        case .template(let template):
            for segment in template.segments {
                switch segment {
                case .literal(let text):
                    let bytes = text.utf8.span
                    node = child(of: node, bytes, 0..<bytes.count, &meets)
                case .capture: node = captureChild(of: node, &meets)
                case .rest: role = .rest
                }
            }
        }
        entries.append(Entry(list: Int32(SegmentTrie.list(role, of: node)), rank: Int32(rank)))
        return end(at: node, role) || meets
    }

    /// Notes that a match ends at a node; whether one before takes its path there.
    private mutating func end(at node: Int, _ role: SegmentTrie.Role) -> Bool {
        let before = ends[node]
        switch role {
        case .here:
            ends[node].insert(.here)
            return !before.isDisjoint(with: [.here, .prefix])
        case .prefix, .rest:
            defer { ends[node].insert(role == .rest ? .rest : .prefix) }
            return isPassed(node)
        case .regex: return true
        }
    }

    /// The node behind all segments of a path, of which the first begins behind the slash.
    private mutating func descend(_ path: Span<UInt8>, from root: Int, _ meets: inout Bool) -> Int {
        var node = root
        var start = 1
        while start <= path.count {
            let end = SegmentTrie.segmentEnd(in: path, from: start)
            node = child(of: node, path, start..<end, &meets)
            start = end + 1
        }
        return node
    }

    private mutating func child(
        of node: Int,
        _ path: Span<UInt8>,
        _ segment: Range<Int>,
        _ meets: inout Bool
    ) -> Int {
        if isPassed(node) { meets = true }
        let next = captures.count
        let child = literals.child(of: node, path, segment, orInsert: next)
        return child == next ? addNode() : child
    }

    private mutating func captureChild(of node: Int, _ meets: inout Bool) -> Int {
        if !ends[node].isDisjoint(with: .open) { meets = true }
        if captures[node] < 0 { captures[node] = Int32(addNode()) }
        return Int(captures[node])
    }

    /// Whether a match takes paths that go on behind the node, whatever their next segment is.
    func isPassed(_ node: Int) -> Bool {
        captures[node] >= 0 || !ends[node].isDisjoint(with: .open)
    }

    private mutating func addNode() -> Int {
        captures.append(-1)
        ends.append([])
        return captures.count - 1
    }
}
