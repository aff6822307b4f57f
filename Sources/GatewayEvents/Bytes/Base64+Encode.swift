extension Base64 {
    /// Writes the characters of the range's bytes, `length(encoding:)` of them.
    static func encode(_ range: Range<Int>, of bytes: ByteView, writing output: WritableBytes) {
        var from = range.lowerBound
        var to = 0
        unsafe pairCharacters.withUnsafeBufferPointer { table in
            while from &+ 8 <= range.upperBound {
                let bits = bytes.word(at: from).byteSwapped
                let first = unsafe UInt64(table[Int(truncatingIfNeeded: bits >> 52)])
                let second = unsafe UInt64(table[Int(truncatingIfNeeded: bits >> 40 & 0xfff)])
                let third = unsafe UInt64(table[Int(truncatingIfNeeded: bits >> 28 & 0xfff)])
                let fourth = unsafe UInt64(table[Int(truncatingIfNeeded: bits >> 16 & 0xfff)])
                output.put(first | second << 16 | third << 32 | fourth << 48, at: to)
                from &+= 6
                to &+= 8
            }
        }
        while from < range.upperBound {
            encodeGroup(from..<min(from + 3, range.upperBound), of: bytes, writing: output, at: to)
            from += 3
            to += 4
        }
    }

    /// Writes the four characters of one to three bytes.
    private static func encodeGroup(
        _ range: Range<Int>,
        of bytes: ByteView,
        writing output: WritableBytes,
        at start: Int
    ) {
        var bits: UInt32 = 0
        for place in 0..<3 {
            let position = range.lowerBound + place
            bits = bits << 8 | (position < range.upperBound ? UInt32(bytes[position]) : 0)
        }
        for place in 0..<4 {
            let character = alphabet[Int(bits >> UInt32(18 - 6 * place) & 0x3f)]
            output.put(place <= range.count ? character : UInt8(ascii: "="), at: start + place)
        }
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// The two characters of 12 bits, the first one in the low byte.
    private static let pairCharacters: [UInt16] = (0..<4096).map { bits in
        UInt16(alphabet[bits & 0x3f]) << 8 | UInt16(alphabet[bits >> 6])
    }
}
