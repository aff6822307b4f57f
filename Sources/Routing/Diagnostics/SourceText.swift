/// The bytes of one file that a person wrote, with the name it is shown under.
package final class SourceText: Sendable {
    /// The name in diagnostics: the path as the user gave it.
    package let name: String
    package let bytes: [UInt8]
    /// Whether it holds nothing but printable ASCII and line feeds, as nearly every file does.
    let isPrintable: Bool
    /// Whether a `$` stands in it.
    let holdsDollar: Bool

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        // Without a way out of the loop, so that it takes many bytes at a time.
        var unusual: UInt8 = 0
        var dollar: UInt8 = 0
        for byte in bytes {
            unusual |= (byte &- 0x20 > 0x5e ? 1 : 0) & (byte != 0x0a ? 1 : 0)
            dollar |= byte == UInt8(ascii: "$") ? 1 : 0
        }
        isPrintable = unusual == 0
        holdsDollar = dollar != 0
    }

    package convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The line and column (in code points), both from 1, of a byte offset; one past the end is allowed.
    package func position(at offset: Int) -> Position {
        var line = 1
        var start = 0
        let end = min(max(offset, 0), bytes.count)
        for index in 0..<end where endsLine(at: index) {
            line += 1
            start = index + 1
        }
        return Position(line: line, column: codePoints(in: start..<end) + 1)
    }

    /// The byte range of the line that holds an offset, without its line end.
    package func lineRange(around offset: Int) -> Range<Int> {
        var start = min(max(offset, 0), bytes.count)
        while start > 0, !endsLine(at: start - 1) { start -= 1 }
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") {
            end += 1
        }
        return start..<end
    }

    /// A line ends with LF, CR LF or a CR alone, as in YAML 1.2 section 5.4.
    private func endsLine(at index: Int) -> Bool {
        if bytes[index] == UInt8(ascii: "\n") { return true }
        guard bytes[index] == UInt8(ascii: "\r") else { return false }
        return index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")
    }

    private func codePoints(in range: Range<Int>) -> Int {
        var count = 0
        for index in range where bytes[index] & 0xc0 != 0x80 { count += 1 }
        return count
    }
}

/// A line and a column in code points, both from 1.
package struct Position: Sendable, Hashable, Comparable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
