extension ByteView {
    /// How many bytes these take inside a JSON string; nil where they are not UTF-8.
    func lengthAsJSON() -> Int? {
        var length = count
        var position = 0
        while position < count {
            if position &+ 8 <= count, let escapes = ByteView.shortEscapes(in: word(at: position)) {
                length &+= escapes
                position &+= 8
                continue
            }
            let end = min(position &+ 8, count)
            while position < end {
                let byte = self[position]
                if byte >= 0x80 {
                    let sequence = UTF8Sequence.length(at: position, in: self)
                    guard sequence > 0 else { return nil }
                    position &+= sequence
                } else {
                    length &+= ByteView.growth(of: byte)
                    position &+= 1
                }
            }
        }
        return length
    }

    /// The bytes that escaping adds to an ASCII character.
    private static func growth(of byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0a, 0x0d, 0x09: 1
        case 0..<0x20: 5
        default: 0
        }
    }

    /// How many quotes and backslashes are among eight bytes; nil where one is a control character or not ASCII.
    @inline(__always)
    private static func shortEscapes(in word: UInt64) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        guard word & highs == 0, ((word | highs) &- (ones &* 0x20)) & highs == highs else { return nil }
        // No byte has its highest bit set, so that no sum runs over into the next one.
        let quotes = ~((word ^ (ones &* 0x22)) &+ (ones &* 0x7f)) & highs
        let backslashes = ~((word ^ (ones &* 0x5c)) &+ (ones &* 0x7f)) & highs
        return (quotes | backslashes).nonzeroBitCount
    }
}
