/// JSON strings (RFC 8259 section 7) for the small texts that the forwarder itself writes.
///
/// Replies to a front end have a writer of their own, which is quicker and knows their sizes beforehand.
package enum JSONText {
    /// Adds a string in quotes.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        append(utf8: text.utf8, to: &bytes)
    }

    /// Adds a string in quotes whose bytes are known to be UTF-8.
    package static func append(utf8 text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text { escape(byte, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds one byte of a string: a character that may stand there, or its escape.
    package static func escape(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
        case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
        case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
        case 0..<0x20, 0x7F:
            bytes.append(contentsOf: "\\u00".utf8)
            for nibble in [byte >> 4, byte & 15] { bytes.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble) }
        default: bytes.append(byte)
        }
    }
}
