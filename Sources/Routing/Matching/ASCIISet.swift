/// A set of ASCII characters as two words, so that a test is a shift.
struct ASCIISet: Sendable {
    private let low: UInt64
    private let high: UInt64

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        guard byte < 0x80 else { return false }
        return (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
    }

    /// Letters, digits and `-._~` (RFC 3986 section 2.3).
    static var unreserved: ASCIISet { ASCIISet(low: 0x03ff_6000_0000_0000, high: 0x47ff_fffe_87ff_fffe) }

    /// What may stand unencoded in a path segment: `pchar` of RFC 3986 section 3.3.
    static var segment: ASCIISet { ASCIISet(low: 0x2fff_7fd2_0000_0000, high: 0x47ff_fffe_87ff_ffff) }

    /// What may stand unencoded in a path: segments and the slashes between them.
    static var path: ASCIISet { ASCIISet(low: 0x2fff_ffd2_0000_0000, high: 0x47ff_fffe_87ff_ffff) }
}

extension UInt8 {
    /// The value of a hexadecimal digit; nil for any other byte.
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// Whether it is a C0 control or DEL.
    @inline(__always)
    var isControl: Bool { self < 0x20 || self == 0x7f }
}

extension [UInt8] {
    /// Appends `%XX` with upper-case digits (RFC 3986 section 2.1).
    mutating func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "%"))
        append(Self.upperHexDigit(byte >> 4))
        append(Self.upperHexDigit(byte & 15))
    }

    private static func upperHexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x41 + value - 10
    }
}
