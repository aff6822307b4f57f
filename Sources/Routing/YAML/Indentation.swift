/// Finds tabs that stand where YAML wants spaces.
enum Indentation {
    /// Whether libyaml stumbled over a tab, or over what it had read differently because of one.
    static func explains(_ failure: YAMLFailure, in source: SourceText) -> Bool {
        [failure.offset, failure.contextOffset].contains { offset in
            guard let offset else { return false }
            return tabs(of: source.lineRange(around: offset), in: source) != nil
        }
    }

    /// Reports every line that is indented with a tab, unless it lies inside a text of several lines.
    static func report(_ source: SourceText, except texts: [Range<Int>], _ findings: inout Findings) {
        guard !source.isPrintable, source.bytes.contains(UInt8(ascii: "\t")) else { return }
        var start = 0
        while start < source.bytes.count {
            let line = source.lineRange(around: start)
            if let tabs = tabs(of: line, in: source), !texts.contains(where: { $0.contains(tabs.lowerBound) })
            {
                findings.report(.tabIndentation(at: Place(source, tabs)))
            }
            let isCRLF = source.bytes[line.upperBound...].starts(with: "\r\n".utf8)
            start = line.upperBound + (isCRLF ? 2 : 1)
        }
    }

    /// The run of tabs in a line's indentation; nil for blank lines and comments too.
    private static func tabs(of line: Range<Int>, in source: SourceText) -> Range<Int>? {
        let bytes = source.bytes[line]
        guard let text = bytes.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }),
            bytes[text] != UInt8(ascii: "#")
        else { return nil }
        guard let first = bytes[..<text].firstIndex(of: 0x09) else { return nil }
        let end = bytes[first..<text].firstIndex { $0 != 0x09 } ?? text
        return first..<end
    }
}
