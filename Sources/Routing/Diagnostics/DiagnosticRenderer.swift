extension Diagnostic {
    /// The diagnostic as a person reads it: place and message, the source line, the span underlined, the fix.
    ///
    /// Ends without a line feed. Tabs are shown as spaces, and wide characters are underlined twice.
    package var rendered: String {
        var lines = ["\(place): \(severity.rawValue): \(message) [\(code.rawValue)]"]
        lines += DiagnosticRenderer.excerpt(place, hidden)
        if let fix { lines.append("      = fix: \(fix)") }
        for second in related {
            lines.append("\(second.place): note: \(second.message)")
            lines += DiagnosticRenderer.excerpt(second.place, hidden)
        }
        return lines.joined(separator: "\n")
    }
}

/// Draws a line of a source with a mark under the span.
private enum DiagnosticRenderer {
    /// Longer lines are cut around the span, so that a table in one line stays readable.
    static let mostColumns = 160
    static let tabWidth = 4

    static func excerpt(_ place: Place, _ hidden: [Place]) -> [String] {
        guard !place.isWholeFile else { return [] }
        let range = place.source.lineRange(around: place.bytes.lowerBound)
        let secrets = hidden.filter { $0.source === place.source }.map(\.bytes)
        let cells = cells(of: place.source.bytes[range], startingAt: range.lowerBound).map { cell in
            let isHidden = secrets.contains { $0.contains(cell.offset) }
            return isHidden ? Cell(offset: cell.offset, text: "*", columns: 1) : cell
        }
        let shown = window(of: cells, around: place.bytes)
        let text = shown.map(\.text).joined()
        let number = String(place.start.line)
        let margin = String(repeating: " ", count: max(0, 5 - number.count))
        let gutter = String(repeating: " ", count: max(5, number.count))
        return ["\(margin)\(number) | \(text)", "\(gutter) | \(underline(shown, place.bytes))"]
    }

    /// One code point as it is shown.
    private struct Cell {
        let offset: Int
        let text: String
        let columns: Int
    }

    private static func cells(of line: ArraySlice<UInt8>, startingAt offset: Int) -> [Cell] {
        var result: [Cell] = []
        var column = 0
        var rest = line
        while let first = rest.first {
            let length = min(max(1, sequenceLength(first)), rest.count)
            let cell = cell(
                of: rest.prefix(length),
                at: offset + (rest.startIndex - line.startIndex),
                column: column
            )
            result.append(cell)
            column += cell.columns
            rest = rest.dropFirst(length)
        }
        return result
    }

    private static func cell(of bytes: ArraySlice<UInt8>, at offset: Int, column: Int) -> Cell {
        if bytes.first == UInt8(ascii: "\t") {
            let columns = tabWidth - column % tabWidth
            return Cell(offset: offset, text: String(repeating: " ", count: columns), columns: columns)
        }
        guard let text = String(validating: bytes, as: UTF8.self), let scalar = text.unicodeScalars.first
        else {
            return Cell(offset: offset, text: "\u{fffd}", columns: 1)
        }
        // A control character could drive the reader's terminal, and one of format hide what stands there.
        let isControl = [.control, .format].contains(scalar.properties.generalCategory)
        return Cell(
            offset: offset,
            text: isControl ? "\u{fffd}" : text,
            columns: isControl ? 1 : Width.columns(of: scalar)
        )
    }

    private static func sequenceLength(_ first: UInt8) -> Int {
        switch first {
        case 0xc2...0xdf: 2
        case 0xe0...0xef: 3
        case 0xf0...0xf4: 4
        default: 1
        }
    }

    private static func window(of cells: [Cell], around span: Range<Int>) -> [Cell] {
        guard cells.count > mostColumns else { return cells }
        let index = cells.firstIndex { $0.offset >= span.lowerBound } ?? cells.count
        let start = max(0, min(index - mostColumns / 2, cells.count - mostColumns))
        let end = min(cells.count, start + mostColumns)
        let dots = { (offset: Int) in Cell(offset: offset, text: "…", columns: 1) }
        return (start > 0 ? [dots(-1)] : []) + cells[start..<end] + (end < cells.count ? [dots(Int.max)] : [])
    }

    private static func underline(_ cells: [Cell], _ span: Range<Int>) -> String {
        var padding = 0
        var width = 0
        for cell in cells where cell.offset < span.upperBound || cell.offset < span.lowerBound {
            if cell.offset < span.lowerBound { padding += cell.columns } else { width += cell.columns }
        }
        return String(repeating: " ", count: padding) + "^" + String(repeating: "~", count: max(0, width - 1))
    }
}
