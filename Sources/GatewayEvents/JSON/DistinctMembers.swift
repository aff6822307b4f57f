/// Repeated keys: the last one counts (RFC 8259 section 4 leaves that open, most readers do so).
extension JSONTape {
    /// The keys of an object in their order, less those that a later one of the same name replaces.
    func distinctKeys(of object: Int) -> DistinctKeys {
        DistinctKeys(members: members(of: object), replaced: replacedKeys(of: object))
    }

    /// Walks an object's keys.
    struct DistinctKeys: Sequence, IteratorProtocol {
        fileprivate var members: Members
        fileprivate let replaced: Set<Int>

        @inline(__always)
        mutating func next() -> Int? {
            while let (key, _) = members.next() {
                if replaced.isEmpty || !replaced.contains(key) { return key }
            }
            return nil
        }
    }

    private func replacedKeys(of object: Int) -> Set<Int> {
        var replaced: Set<Int> = []
        var seen: UInt64 = 0
        var count = 0
        for (key, _) in members(of: object) {
            count += 1
            guard count <= 48 else { return replacedAmongMany(members(of: object).map(\.key)) }
            let mark: UInt64 = 1 << UInt64(truncatingIfNeeded: fingerprint(of: key) & 63)
            defer { seen |= mark }
            guard seen & mark != 0 else { continue }
            for (earlier, _) in members(of: object) {
                guard earlier < key else { break }
                if text.compare(nodes[earlier].range, nodes[key].range) == 0 { replaced.insert(earlier) }
            }
        }
        return replaced
    }

    /// A small number that equal keys share.
    @inline(__always)
    private func fingerprint(of key: Int) -> Int {
        let range = nodes[key].range
        guard let last = range.last else { return 0 }
        return range.count &+ Int(text[range.lowerBound]) &* 3 &+ Int(text[last]) &* 7
    }

    private func replacedAmongMany(_ keys: [Int]) -> Set<Int> {
        let sorted = keys.sorted { first, second in
            let order = text.compare(nodes[first].range, nodes[second].range)
            return order == 0 ? first < second : order < 0
        }
        var replaced: Set<Int> = []
        for (key, next) in zip(sorted, sorted.dropFirst())
        where text.compare(nodes[key].range, nodes[next].range) == 0 {
            replaced.insert(key)
        }
        return replaced
    }
}
