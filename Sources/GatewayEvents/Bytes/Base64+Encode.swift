extension Base64 {
    /// Writes the bytes' characters, `length(encoding:)` of them, from the position on.
    static func encode(_ bytes: ByteView, writing output: WritableBytes, at start: Int) {
        // Each time eight bytes are read, of which six count.
        let words = max(0, (bytes.count - 2) / 6)
        unsafe bytes.lend(0..<bytes.count) { source in
            unsafe output.lend(start..<(start + 8 * words)) { target in
                unsafe pairCharacters.withUnsafeBufferPointer { table in
                    unsafe encodeWords(words, UnsafeRawPointer(source.baseAddress), target.baseAddress, table)
                }
            }
        }
        var from = 6 * words
        var to = start + 8 * words
        while from < bytes.count {
            encodeGroup(from..<min(from + 3, bytes.count), of: bytes, writing: output, at: to)
            from += 3
            to += 4
        }
    }

    private static func encodeWords(
        _ count: Int,
        _ source: UnsafeRawPointer?,
        _ target: UnsafeMutablePointer<UInt8>?,
        _ table: UnsafeBufferPointer<UInt16>
    ) {
        guard let source = unsafe source, let target = UnsafeMutableRawPointer(target) else { return }
        for index in 0..<count {
            let bits = unsafe UInt64(
                bigEndian: source.loadUnaligned(fromByteOffset: 6 &* index, as: UInt64.self)
            )
            let first = unsafe UInt64(table[Int(truncatingIfNeeded: bits >> 52)])
            let second = unsafe UInt64(table[Int(truncatingIfNeeded: bits >> 40 & 0xfff)])
            let third = unsafe UInt64(table[Int(truncatingIfNeeded: bits >> 28 & 0xfff)])
            let fourth = unsafe UInt64(table[Int(truncatingIfNeeded: bits >> 16 & 0xfff)])
            let word = first | second << 16 | third << 32 | fourth << 48
            unsafe target.storeBytes(of: word.littleEndian, toByteOffset: 8 &* index, as: UInt64.self)
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
