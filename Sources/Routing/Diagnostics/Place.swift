/// Where something stands in a file: a range of bytes, from which line and column follow.
package struct Place: Sendable {
    package let source: SourceText
    /// Byte offsets; negative for the file as a whole.
    let first: Int32
    let last: Int32

    /// A range beyond the text is cut to it.
    package init(_ source: SourceText, _ range: Range<Int>) {
        let count = min(source.bytes.count, Int(Int32.max))
        self.source = source
        first = Int32(min(max(range.lowerBound, 0), count))
        last = Int32(min(max(range.upperBound, 0), count))
    }

    init(_ source: SourceText, first: Int32, last: Int32) {
        self.source = source
        self.first = first
        self.last = last
    }

    /// The file as a whole, for a problem that stands on no line of it.
    package init(wholeOf source: SourceText) {
        self.init(source, first: -1, last: -1)
    }

    package var file: String { source.name }

    /// Byte offsets into the file; empty for the file as a whole.
    package var bytes: Range<Int> { max(0, Int(first))..<max(0, Int(last)) }

    package var isWholeFile: Bool { first < 0 }

    /// Counted from the file's beginning at each call.
    package var start: Position { source.position(at: bytes.lowerBound) }

    /// Just behind the last code point; counted from the file's beginning at each call.
    package var end: Position { source.position(at: bytes.upperBound) }

    /// Whether it stands within another place of the same file.
    func lies(in other: Place) -> Bool {
        source === other.source && other.first <= first && last <= other.last
    }

    /// The bytes that stand here.
    package var text: ArraySlice<UInt8> { source.bytes[bytes] }
}

extension Place: Hashable {
    package static func == (left: Place, right: Place) -> Bool {
        left.first == right.first && left.last == right.last && left.file == right.file
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(file)
        hasher.combine(first)
        hasher.combine(last)
    }
}

extension Place: CustomStringConvertible {
    /// `routes.yml:14:7`, or the file's name alone.
    package var description: String {
        guard !isWholeFile else { return file }
        let start = start
        return "\(file):\(start.line):\(start.column)"
    }
}
