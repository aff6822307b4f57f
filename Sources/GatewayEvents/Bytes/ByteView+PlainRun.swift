/// Searches eight or sixty-four bytes at a time.
extension ByteView {
    /// The position of the first byte that a JSON string cannot hold as it is, or that is not ASCII: `"`, `\`,
    /// a control character, 0x80 and above; the text's end where there is none.
    @inline(__always)
    func endOfPlainRun(from start: Int) -> Int {
        var position = start
        var words = 8
        while words > 0, position &+ 8 <= count {
            let found = ByteView.special(in: word(at: position))
            if found != 0 { return position &+ found.trailingZeroBitCount / 8 }
            position &+= 8
            words &-= 1
        }
        if words == 0 { position = skipPlainBlocks(from: position) }
        while position &+ 8 <= count {
            let found = ByteView.special(in: word(at: position))
            if found != 0 { return position &+ found.trailingZeroBitCount / 8 }
            position &+= 8
        }
        while position < count, ByteView.isPlain(self[position]) { position &+= 1 }
        return position
    }

    @inline(never)
    private func skipPlainBlocks(from start: Int) -> Int {
        let quote = SIMD64<Int8>(repeating: 0x22)
        let backslash = SIMD64<Int8>(repeating: 0x5c)
        let space = SIMD64<Int8>(repeating: 0x20)
        var position = start
        while position &+ 64 <= count {
            let block = block(at: position)
            // As signed numbers, control characters and bytes from 0x80 on are both below the space.
            let special = (block .< space) .| (block .== quote) .| (block .== backslash)
            if special.isAnySet { break }
            position &+= 64
        }
        return position
    }

    /// The highest bit of each byte that is special; only the lowest set one is exact.
    @inline(__always)
    static func special(in word: UInt64) -> UInt64 {
        escaped(in: word) | word & 0x8080_8080_8080_8080
    }

    /// The highest bit of each byte that a JSON string cannot hold as it is; only the lowest set one is exact.
    @inline(__always)
    static func escaped(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5c)
        let equal = ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
        let control = (word &- (ones &* 0x20)) & ~word
        return (equal | control) & 0x8080_8080_8080_8080
    }

    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5c
    }
}

extension SIMDMask<SIMD64<Int8>> {
    /// The same as `any`, which the compiler turns into a loop over the lanes.
    @inline(__always)
    fileprivate var isAnySet: Bool {
        let words = unsafe unsafeBitCast(self, to: SIMD8<UInt64>.self)
        let half = words.lowHalf | words.highHalf
        let quarter = half.lowHalf | half.highHalf
        return quarter[0] | quarter[1] != 0
    }
}
