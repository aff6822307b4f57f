/// Repeated keys: the last one counts (RFC 8259 section 4 leaves that open, most readers do so).
extension JSONTape {
    /// The keys of an object in their order, less those that a later one of the same name replaces.
    func distinctKeys(of object: Int) -> [Int] {
        var keys: [Int] = []
        keys.reserveCapacity((nodes[object].next - object) / 2)
        for (key, _) in members(of: object) { keys.append(key) }
        let replaced = keys.count <= 48 ? replacedAmongFew(keys) : replacedAmongMany(keys)
        guard !replaced.isEmpty else { return keys }
        return keys.filter { !replaced.contains($0) }
    }

    private func replacedAmongFew(_ keys: [Int]) -> Set<Int> {
        var replaced: Set<Int> = []
        var seen: UInt64 = 0
        for (place, key) in keys.enumerated() {
            let mark: UInt64 = 1 << UInt64(truncatingIfNeeded: fingerprint(of: key) & 63)
            defer { seen |= mark }
            guard seen & mark != 0 else { continue }
            for earlier in keys[..<place] where text.compare(nodes[earlier].range, nodes[key].range) == 0 {
                replaced.insert(earlier)
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
