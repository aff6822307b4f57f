/// Base64 with padding (RFC 4648 section 4), strict: no white space, no other alphabet, no stray bits.
///
/// Both directions look up two characters at a time.
package enum Base64 {
    /// How many characters this many bytes become.
    static func length(encoding count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Decodes the characters of the range where they stand; the result is where the bytes are then.
    ///
    /// - Returns: nil where the characters are no base64; what they were is lost then.
    static func decode(_ range: Range<Int>, in text: ByteView, writing output: WritableBytes) -> Range<Int>? {
        guard range.count % 4 == 0 else { return nil }
        guard !range.isEmpty else { return range }
        let last = range.upperBound - 4
        let words = (last - range.lowerBound) / 8
        guard decodeWords(words, at: range.lowerBound, in: text, writing: output) else { return nil }
        var from = range.lowerBound + 8 * words
        var to = range.lowerBound + 6 * words
        while from < last {
            guard let bits = bits(of: from..<(from + 4), in: text) else { return nil }
            for shift in [16, 8, 0] {
                output.put(UInt8(truncatingIfNeeded: bits >> UInt32(shift)), at: to)
                to += 1
            }
            from += 4
        }
        return decodeLast(from, in: text, writing: output, at: to).map { range.lowerBound..<$0 }
    }

    /// Decodes eight characters at a time, without padding; six bytes take the place of each eight.
    ///
    /// Each time eight bytes are written, of which the last two stand where characters already read stood.
    private static func decodeWords(
        _ count: Int,
        at start: Int,
        in text: ByteView,
        writing output: WritableBytes
    ) -> Bool {
        let characters = start..<(start + 8 * count)
        return unsafe text.lend(characters) { source in
            unsafe output.lend(characters) { target in
                unsafe pairValues.withUnsafeBufferPointer { table in
                    unsafe decodeWords(count, UnsafeRawPointer(source.baseAddress), target.baseAddress, table)
                }
            }
        }
    }

    private static func decodeWords(
        _ count: Int,
        _ source: UnsafeRawPointer?,
        _ target: UnsafeMutablePointer<UInt8>?,
        _ table: UnsafeBufferPointer<UInt16>
    ) -> Bool {
        guard let source = unsafe source, let target = UnsafeMutableRawPointer(target) else { return true }
        var seen: UInt16 = 0
        for index in 0..<count {
            let word = unsafe UInt64(
                littleEndian: source.loadUnaligned(fromByteOffset: 8 &* index, as: UInt64.self)
            )
            let first = unsafe table[Int(truncatingIfNeeded: word & 0xffff)]
            let second = unsafe table[Int(truncatingIfNeeded: word >> 16 & 0xffff)]
            let third = unsafe table[Int(truncatingIfNeeded: word >> 32 & 0xffff)]
            let fourth = unsafe table[Int(truncatingIfNeeded: word >> 48)]
            seen |= first | second | third | fourth
            let bits = UInt64(first) << 52 | UInt64(second) << 40 | UInt64(third) << 28 | UInt64(fourth) << 16
            unsafe target.storeBytes(of: bits.bigEndian, toByteOffset: 6 &* index, as: UInt64.self)
        }
        return seen & invalid == 0
    }

    /// Decodes the last four characters, of which one or two may be padding.
    private static func decodeLast(
        _ from: Int,
        in text: ByteView,
        writing output: WritableBytes,
        at start: Int
    ) -> Int? {
        let padding = text[from + 3] != UInt8(ascii: "=") ? 0 : text[from + 2] != UInt8(ascii: "=") ? 1 : 2
        guard let bits = bits(of: from..<(from + 4 - padding), in: text) else { return nil }
        guard bits & (1 << UInt32(8 * padding) - 1) == 0 else { return nil }
        for place in 0..<(3 - padding) {
            output.put(UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * place)), at: start + place)
        }
        return start + 3 - padding
    }

    /// What up to four characters stand for, as if the group were filled up with zeros.
    private static func bits(of range: Range<Int>, in text: ByteView) -> UInt32? {
        var bits: UInt32 = 0
        for place in 0..<4 {
            let position = range.lowerBound + place
            guard position < range.upperBound else {
                bits <<= 6
                continue
            }
            guard let value = value(of: text[position]) else { return nil }
            bits = bits << 6 | UInt32(value)
        }
        return bits
    }

    private static func value(of character: UInt8) -> UInt16? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt16(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt16(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(character) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    /// Set in the entry of a pair that is no base64.
    private static let invalid: UInt16 = 0x8000

    /// The 12 bits of two characters, the first of which is the index's low byte.
    private static let pairValues: [UInt16] = {
        var table = [UInt16](repeating: invalid, count: 1 << 16)
        let characters = (UInt8.min...UInt8.max).compactMap { byte in value(of: byte).map { (byte, $0) } }
        for (first, high) in characters {
            for (second, low) in characters { table[Int(second) << 8 | Int(first)] = high << 6 | low }
        }
        return table
    }()
}
