/// A string's characters after unescaping, and whether a lone surrogate is among them.
struct StringToken {
    var range: Range<Int>
    var isBroken = false
}

/// Reads strings; what an escape stands for is never longer than the escape, so it is written over it.
extension JSONParser {
    /// Reads the string on whose opening quote it stands.
    @inline(__always)
    mutating func string() throws(JSONError) -> StringToken {
        let start = position &+ 1
        let end = text.endOfPlainRun(from: start)
        if end < text.count, text[end] == UInt8(ascii: "\"") {
            position = end &+ 1
            return StringToken(range: start..<end)
        }
        return try restOfString(from: start, plainUntil: end)
    }

    @inline(never)
    private mutating func restOfString(
        from start: Int,
        plainUntil plainEnd: Int
    ) throws(JSONError) -> StringToken {
        var token = StringToken(range: start..<start)
        var written = plainEnd
        position = plainEnd
        while true {
            switch try byte() {
            case UInt8(ascii: "\""):
                position += 1
                token.range = start..<written
                return token
            case UInt8(ascii: "\\"):
                if let character = simpleEscape() {
                    output.put(character, at: written)
                    written += 1
                    position += 2
                    break
                }
                let scalar = try escape()
                token.isBroken = token.isBroken || JSONParser.isSurrogate(scalar)
                written = write(scalar, at: written)
            case 0..<0x20:
                throw JSONError(.controlCharacter, at: position)
            default:
                let length = try lengthOfSequences()
                if written != position { output.move(position..<(position + length), to: written) }
                written += length
                position += length
            }
            written = movePlainRun(to: written)
        }
    }

    /// Moves what needs no unescaping, steps behind it and gives the place behind where it stands then.
    @inline(__always)
    private mutating func movePlainRun(to start: Int) -> Int {
        var written = start
        // A block, or a word, may be written once it cannot reach what is still to be read.
        while position &- written >= 16, position &+ 16 <= text.count {
            let block = text.smallBlock(at: position)
            output.put(block, at: written)
            let plain = ByteView.plainCount(of: block)
            position &+= plain
            written &+= plain
            guard plain == 16 else { return written }
        }
        while position &- written >= 8, position &+ 8 <= text.count {
            let word = text.word(at: position)
            let special = ByteView.special(in: word)
            output.put(word, at: written)
            let plain = special == 0 ? 8 : special.trailingZeroBitCount / 8
            position &+= plain
            written &+= plain
            guard plain == 8 else { return written }
        }
        let end = text.endOfPlainRun(from: position)
        if written != position { output.move(position..<end, to: written) }
        written += end - position
        position = end
        return written
    }

    /// The character of a two-byte escape, on whose backslash it stands; nil for another one, or none.
    @inline(__always)
    private func simpleEscape() -> UInt8? {
        guard position &+ 1 < text.count else { return nil }
        let letter = text[position &+ 1]
        return switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        default: nil
        }
    }

    /// Reads an escape of four hex digits, or two such, and steps behind it; a surrogate only where its other half does not follow.
    private mutating func escape() throws(JSONError) -> UInt32 {
        let start = position
        position += 1
        guard try byte() == UInt8(ascii: "u") else { throw JSONError(.badEscape, at: start) }
        position += 1
        let first = try fourHexDigits()
        guard (0xd800..<0xdc00).contains(first) else { return first }
        let behind = position
        guard position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
            text[position + 1] == UInt8(ascii: "u")
        else { return first }
        position += 2
        let second = try fourHexDigits()
        guard (0xdc00..<0xe000).contains(second) else {
            position = behind
            return first
        }
        return 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit = try byte()
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 + UInt32(digit - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                value = value << 4 + UInt32(digit | 0x20) - 87
            default: throw JSONError(.badEscape, at: position)
            }
            position += 1
        }
        return value
    }

    private static func isSurrogate(_ scalar: UInt32) -> Bool { (0xd800..<0xe000).contains(scalar) }

    /// Writes a scalar in UTF-8 (a lone surrogate in the same manner) and gives the position behind it.
    private func write(_ scalar: UInt32, at start: Int) -> Int {
        func byte(_ value: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value) }
        switch scalar {
        case 0..<0x80:
            output.put(byte(scalar), at: start)
            return start + 1
        case 0x80..<0x800:
            output.put(byte(0xc0 | scalar >> 6), at: start)
            output.put(byte(0x80 | scalar & 0x3f), at: start + 1)
            return start + 2
        case 0x800..<0x10000:
            output.put(byte(0xe0 | scalar >> 12), at: start)
            output.put(byte(0x80 | scalar >> 6 & 0x3f), at: start + 1)
            output.put(byte(0x80 | scalar & 0x3f), at: start + 2)
            return start + 3
        default:
            output.put(byte(0xf0 | scalar >> 18), at: start)
            output.put(byte(0x80 | scalar >> 12 & 0x3f), at: start + 1)
            output.put(byte(0x80 | scalar >> 6 & 0x3f), at: start + 2)
            output.put(byte(0x80 | scalar & 0x3f), at: start + 3)
            return start + 4
        }
    }

    /// How many bytes of whole UTF-8 sequences beyond ASCII stand here.
    private func lengthOfSequences() throws(JSONError) -> Int {
        var end = position
        while end < text.count, text[end] >= 0x80 {
            let length = UTF8Sequence.length(at: end, in: text)
            guard length > 0 else { throw JSONError(.badUTF8, at: end) }
            end += length
        }
        return end - position
    }
}
