/// Searches eight, sixteen or sixty-four bytes at a time.
extension ByteView {
    /// The position of the first byte that a JSON string cannot hold as it is, or that is not ASCII: `"`, `\`,
    /// a control character, 0x80 and above; the text's end where there is none.
    @inline(__always)
    func endOfPlainRun(from start: Int) -> Int {
        var position = start
        var blocks = 4
        while blocks > 0, position &+ 16 <= count {
            let plain = ByteView.plainCount(of: smallBlock(at: position))
            guard plain == 16 else { return position &+ plain }
            position &+= 16
            blocks &-= 1
        }
        if blocks == 0 { position = skipPlainBlocks(from: position) }
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

    /// All bits of each byte that is special, of sixteen.
    @inline(__always)
    private static func special(in block: SIMD16<Int8>) -> (low: UInt64, high: UInt64) {
        // As signed numbers, control characters and bytes from 0x80 on are both below the space.
        let space = vector(of: 0x20)
        return (shortEscapes(in: block) .| (block .< space)).words
    }

    /// How many of sixteen bytes stand before the first special one.
    @inline(__always)
    static func plainCount(of block: SIMD16<Int8>) -> Int {
        let (low, high) = special(in: block)
        if low != 0 { return low.trailingZeroBitCount / 8 }
        return high == 0 ? 16 : 8 &+ high.trailingZeroBitCount / 8
    }

    /// Sixteen times a byte.
    ///
    /// A comparison wants it in a constant: with an expression beside the operator, the compiler takes the operator that
    /// loops over the lanes.
    @inline(__always)
    static func vector(of byte: Int8) -> SIMD16<Int8> { SIMD16<Int8>(repeating: byte) }

    /// The quotes and backslashes among sixteen bytes.
    @inline(__always)
    static func shortEscapes(in block: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>> {
        let (quote, backslash) = (vector(of: 0x22), vector(of: 0x5c))
        return (block .== quote) .| (block .== backslash)
    }

    /// All bits of each byte that a JSON string cannot hold as it is, of sixteen.
    @inline(__always)
    static func escaped(in block: SIMD16<Int8>) -> (low: UInt64, high: UInt64) {
        let (zero, space) = (vector(of: 0), vector(of: 0x20))
        return (shortEscapes(in: block) .| ((block .>= zero) .& (block .< space))).words
    }

    /// The highest bit of each byte that is special; only the lowest set one is exact.
    @inline(__always)
    static func special(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5c)
        let equal = ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
        let control = (word &- (ones &* 0x20)) & ~word
        return (equal | control | word) & (ones &* 0x80)
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

extension SIMDMask<SIMD16<Int8>> {
    /// All bits of each byte whose lane is set, the first byte in the lowest bits.
    @inline(__always)
    var words: (low: UInt64, high: UInt64) {
        let words = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
        return (UInt64(littleEndian: words[0]), UInt64(littleEndian: words[1]))
    }
}
