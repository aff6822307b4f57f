/// Percent-encoding of values (RFC 3986 section 2.1).
enum PercentCoding {
    /// The bytes behind the escapes; a `%` that begins none is itself.
    static func decoded(_ bytes: Span<UInt8>, plusIsSpace: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count, let high = bytes[index + 1].hexValue,
                let low = bytes[index + 2].hexValue
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return result
    }

    /// The bytes with all but the allowed ones as escapes.
    static func encoded(_ bytes: some Sequence<UInt8>, allowing allowed: ASCIISet) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            if allowed.contains(byte) { result.append(byte) } else { result.appendEscape(of: byte) }
        }
        return result
    }
}
