/// What YAML can't hold, found before libyaml reads the text: so it is said in plain words and all at once.
enum TextCheck {
    /// Reports what is wrong with the bytes; false when they can't be read as YAML at all.
    static func run(_ source: SourceText, _ findings: inout Findings) -> Bool {
        let bytes = source.bytes
        let before = findings.count
        guard !bytes.starts(with: [0xff, 0xfe]), !bytes.starts(with: [0xfe, 0xff]) else {
            findings.report(.utf16(at: Place(source, 0..<2)))
            return false
        }
        guard !source.isPrintable else { return true }
        if let carriageReturn = bytes.firstIndex(of: 0x0d) {
            let end = carriageReturn + 1
            findings.report(.carriageReturns(at: Place(source, carriageReturn..<end)))
        }
        let warnings = findings.count - before
        checkBytes(source, &findings)
        return findings.count == before + warnings
    }

    /// The byte order mark at the beginning, which is skipped.
    static func markLength(_ source: SourceText, _ findings: inout Findings) -> Int {
        guard source.bytes.starts(with: [0xef, 0xbb, 0xbf]) else { return 0 }
        findings.report(.byteOrderMark(at: Place(source, 0..<3)))
        return 3
    }

    /// The first broken byte of each line, and every character that YAML forbids.
    private static func checkBytes(_ source: SourceText, _ findings: inout Findings) {
        let bytes = source.bytes
        var index = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                if byte == 0x7f || byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d {
                    findings.report(.controlCharacter(UInt32(byte), at: Place(source, index..<index + 1)))
                }
                index += 1
                continue
            }
            guard let (value, length) = decode(bytes[index...]) else {
                findings.report(.notUTF8(byte, at: Place(source, index..<index + 1)))
                index = source.lineRange(around: index).upperBound
                continue
            }
            if isForbidden(value) {
                findings.report(.controlCharacter(value, at: Place(source, index..<index + length)))
            }
            index += length
        }
    }

    private static func isForbidden(_ value: UInt32) -> Bool {
        (0x80...0x9f).contains(value) && value != 0x85 || value == 0xfeff || value == 0xfffe
            || value == 0xffff
    }

    /// One code point of two to four bytes (RFC 3629 section 4); nil where the bytes are none.
    private static func decode(_ rest: ArraySlice<UInt8>) -> (value: UInt32, length: Int)? {
        guard let first = rest.first else { return nil }
        let length =
            switch first {
            case 0xc2...0xdf: 2
            case 0xe0...0xef: 3
            case 0xf0...0xf4: 4
            default: 0
            }
        guard length > 0, let text = String(validating: rest.prefix(length), as: UTF8.self) else {
            return nil
        }
        guard let scalar = text.unicodeScalars.first else { return nil }
        return (scalar.value, length)
    }
}
