/// A hash table from a node and a segment's bytes to a child node, with open addressing.
///
/// Only tables put keys in, never requests, so that no request can make its chains long.
struct LiteralTable: Sendable {
    private struct Slot {
        var node: Int32 = -1
        var child: Int32 = 0
        var start: Int32 = 0
        var count: Int32 = 0
    }

    private var slots: [Slot] = Array(repeating: Slot(), count: 16)
    private var bytes: [UInt8] = []
    private var count = 0

    func child(of node: Int, _ path: Span<UInt8>, _ segment: Range<Int>) -> Int? {
        let mask = slots.count - 1
        var place = LiteralTable.hash(node, path, segment) & mask
        while slots[place].node >= 0 {
            if Int(slots[place].node) == node, isEqual(slots[place], path, segment) {
                return Int(slots[place].child)
            }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Enters a segment that is not there yet.
    mutating func insert(_ child: Int, under node: Int, _ path: Span<UInt8>, _ segment: Range<Int>) {
        if (count + 1) * 2 > slots.count { grow() }
        let slot = Slot(
            node: Int32(node),
            child: Int32(child),
            start: Int32(bytes.count),
            count: Int32(segment.count)
        )
        for index in segment { bytes.append(path[index]) }
        put(slot)
        count += 1
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        for slot in old where slot.node >= 0 { put(slot) }
    }

    private mutating func put(_ slot: Slot) {
        let mask = slots.count - 1
        let range = Int(slot.start)..<Int(slot.start) + Int(slot.count)
        var place = LiteralTable.hash(Int(slot.node), bytes.span, range) & mask
        while slots[place].node >= 0 { place = (place + 1) & mask }
        slots[place] = slot
    }

    private func isEqual(_ slot: Slot, _ path: Span<UInt8>, _ segment: Range<Int>) -> Bool {
        guard Int(slot.count) == segment.count else { return false }
        let start = Int(slot.start)
        for offset in 0..<segment.count where bytes[start + offset] != path[segment.lowerBound + offset] {
            return false
        }
        return true
    }

    /// FNV-1a over the node and the bytes, its high bits folded in.
    private static func hash(_ node: Int, _ path: Span<UInt8>, _ segment: Range<Int>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: node)
        hash &*= 0x100_0000_01b3
        for index in segment {
            hash ^= UInt64(path[index])
            hash &*= 0x100_0000_01b3
        }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7fff_ffff)
    }
}
