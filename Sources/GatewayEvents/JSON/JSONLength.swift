extension ByteView {
    /// How many bytes these take inside a JSON string; nil where they are not UTF-8.
    func lengthAsJSON() -> Int? {
        var length = count
        var position = 0
        while position < count {
            let plain = skipPlain(from: position, adding: &length)
            if plain > position {
                position = plain
                continue
            }
            let end = min(position &+ 16, count)
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

    /// Steps over blocks without control characters and bytes that are not ASCII, and counts what escaping the quotes
    /// and backslashes in them adds.
    @inline(__always)
    private func skipPlain(from start: Int, adding length: inout Int) -> Int {
        let space = ByteView.vector(of: 0x20)
        var position = start
        while position &+ 16 <= count {
            // A lane counts down by one for each escape: no more than 127 blocks fit in.
            var escapes = ByteView.vector(of: 0)
            let last = min(count &- 16, position &+ 126 &* 16)
            var isPlain = true
            while position <= last {
                let block = smallBlock(at: position)
                let words = (block .< space).words
                isPlain = words.low | words.high == 0
                guard isPlain else { break }
                escapes &+= unsafe unsafeBitCast(ByteView.shortEscapes(in: block), to: SIMD16<Int8>.self)
                position &+= 16
            }
            length &+= ByteView.sum(ByteView.vector(of: 0) &- escapes)
            if !isPlain { break }
        }
        return position
    }

    /// The sum of all lanes, none of which is negative.
    @inline(__always)
    private static func sum(_ lanes: SIMD16<Int8>) -> Int {
        let words = unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        let bytes = words[0] &+ words[1]
        let pairs = (bytes & 0x00ff_00ff_00ff_00ff) &+ (bytes >> 8 & 0x00ff_00ff_00ff_00ff)
        return Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) >> 48)
    }

    /// The bytes that escaping adds to an ASCII character.
    private static func growth(of byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0a, 0x0d, 0x09: 1
        case 0..<0x20: 5
        default: 0
        }
    }
}
