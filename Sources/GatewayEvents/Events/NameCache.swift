import HTTPTypes

/// Field names met before, by their bytes: making a name anew costs more than the rest of reading its field.
///
/// It holds a fixed number of names, each at one of two places; a new name replaces an old one there.
struct NameCache: Sendable {
    private static let places = 512
    private static let longestName = 64
    private var names = [HTTPField.Name?](repeating: nil, count: places)

    /// The name that the bytes spell; nil where they are no token (RFC 9110 section 5.6.2).
    mutating func name(_ range: Range<Int>, in text: ByteView) -> HTTPField.Name? {
        guard range.count <= NameCache.longestName else { return HTTPField.Name(text.string(range)) }
        let place = NameCache.place(of: range, in: text)
        if let name = names[place], text.spells(name, in: range) { return name }
        if let name = names[place ^ 1], text.spells(name, in: range) { return name }
        guard let name = HTTPField.Name(text.string(range)) else { return nil }
        names[names[place] == nil ? place : place ^ 1] = name
        return name
    }

    private static func place(of range: Range<Int>, in text: ByteView) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var position = range.lowerBound
        while position &+ 8 <= range.upperBound {
            hash = (hash ^ text.word(at: position)) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 32
            position &+= 8
        }
        while position < range.upperBound {
            hash = (hash ^ UInt64(text[position])) &* 0x0000_0100_0000_01b3
            position &+= 1
        }
        hash ^= hash >> 29
        return Int(truncatingIfNeeded: (hash &* 0x9e37_79b9_7f4a_7c15) >> 55)
    }
}

extension ByteView {
    /// Whether the bytes in the range are the name as it was written, its case included.
    @inline(__always)
    fileprivate func spells(_ name: HTTPField.Name, in range: Range<Int>) -> Bool {
        let letters = name.rawName.utf8
        guard letters.count == range.count else { return false }
        return equals(letters.span, in: range)
    }
}
