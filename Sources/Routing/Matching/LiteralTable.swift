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

    private var slots: [Slot]
    private var bytes: [UInt8] = []
    private var count = 0

    /// A table that need not grow for so many matches, as most are made.
    init(matches: Int) {
        var capacity = 16
        while capacity < 4 * matches { capacity *= 2 }
        slots = Array(repeating: Slot(), count: capacity)
    }

    func child(of node: Int, _ path: Span<UInt8>, _ segment: Range<Int>) -> Int? {
        let slot = slots[place(of: node, path, segment)]
        return slot.node >= 0 ? Int(slot.child) : nil
    }

    /// The child for a segment; the one that is given, where there is none yet.
    mutating func child(
        of node: Int,
        _ path: Span<UInt8>,
        _ segment: Range<Int>,
        orInsert child: Int
    ) -> Int {
        if (count + 1) * 2 > slots.count { grow() }
        let place = place(of: node, path, segment)
        guard slots[place].node < 0 else { return Int(slots[place].child) }
        slots[place] = Slot(
            node: Int32(node),
            child: Int32(child),
            start: Int32(bytes.count),
            count: Int32(segment.count)
        )
        for index in segment { bytes.append(path[index]) }
        count += 1
        return child
    }

    /// The slot of a segment, or the empty one where it would stand.
    private func place(of node: Int, _ path: Span<UInt8>, _ segment: Range<Int>) -> Int {
        let mask = slots.count - 1
        var place = LiteralTable.hash(node, path, segment) & mask
        while slots[place].node >= 0 {
            if Int(slots[place].node) == node, isEqual(slots[place], path, segment) { return place }
            place = (place + 1) & mask
        }
        return place
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
        return bytes.span.extracting(start..<start + segment.count).isEqual(to: path.extracting(segment))
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
