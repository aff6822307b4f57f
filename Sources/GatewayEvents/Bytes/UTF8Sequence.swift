/// The byte sequences of RFC 3629, section 4.
enum UTF8Sequence {
    /// The length of the sequence of two to four bytes that begins at the position; 0 where none does.
    @inline(__always)
    static func length(at position: Int, in text: ByteView) -> Int {
        let lead = text[position]
        let left = text.count - position
        switch lead {
        case 0xc2...0xdf:
            return left >= 2 && isTail(text[position + 1]) ? 2 : 0
        case 0xe0...0xef:
            guard left >= 3, isTail(text[position + 2]) else { return 0 }
            return second(text[position + 1], mayFollow: lead) ? 3 : 0
        case 0xf0...0xf4:
            guard left >= 4, isTail(text[position + 2]), isTail(text[position + 3]) else { return 0 }
            return second(text[position + 1], mayFollow: lead) ? 4 : 0
        default:
            return 0
        }
    }

    /// Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    @inline(__always)
    private static func second(_ byte: UInt8, mayFollow lead: UInt8) -> Bool {
        switch lead {
        case 0xe0: byte >= 0xa0 && byte <= 0xbf
        case 0xed: byte >= 0x80 && byte <= 0x9f
        case 0xf0: byte >= 0x90 && byte <= 0xbf
        case 0xf4: byte >= 0x80 && byte <= 0x8f
        default: isTail(byte)
        }
    }

    @inline(__always)
    private static func isTail(_ byte: UInt8) -> Bool { byte & 0xc0 == 0x80 }
}
