/// Percent-encoding (RFC 3986 section 2.1) as front ends undo it.
enum PercentText {
    /// The text decoded once; nil where a `%` is not followed by two hex digits.
    static func decoded(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "%") else {
                result.append(bytes[position])
                position += 1
                continue
            }
            guard position + 2 < bytes.count, let high = digit(bytes[position + 1]),
                let low = digit(bytes[position + 2])
            else { return nil }
            result.append(high << 4 | low)
            position += 3
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A query's name or value decoded; one that cannot be stays as it is.
    static func decodedParameter(_ text: String) -> String {
        let spaced = String(decoding: text.utf8.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }, as: UTF8.self)
        return decoded(spaced) ?? text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 0x37
        default: nil
        }
    }
}
