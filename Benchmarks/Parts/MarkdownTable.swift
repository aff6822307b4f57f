/// A table for a page in Markdown, its columns aligned so that a terminal shows it well too.
package struct MarkdownTable {
    private let titles: [String]
    private var rows: [[String]] = []

    /// Makes a table with these columns and no row.
    package init(_ titles: String...) {
        self.titles = titles
    }

    /// Adds a row, a cell a column.
    package mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The lines, the first column to the left and the others to the right.
    package var text: String {
        let widths = titles.indices.map { column in
            ([titles] + rows).map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        let rule = titles.indices.map { column in
            let dashes = String(repeating: "-", count: max(2, widths[column] + 1))
            return column == 0 ? dashes + "-" : dashes + ":"
        }
        let lines = ([titles] + rows).map { MarkdownTable.line($0, widths) }
        return ([lines[0], "|" + rule.joined(separator: "|") + "|"] + lines.dropFirst())
            .map { $0 + "\n" }.joined()
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = widths.indices.map { column in
            let cell = column < cells.count ? cells[column] : ""
            let space = String(repeating: " ", count: widths[column] - cell.count)
            return column == 0 ? cell + space : space + cell
        }
        return "| " + padded.joined(separator: " | ") + " |"
    }
}

extension Double {
    /// The number with this many digits behind the point; a dash where it is none.
    package func text(digits: Int) -> String {
        guard isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((magnitude * scale).rounded())
        let whole = "\(sign == .minus && scaled > 0 ? "-" : "")\(scaled / Int(scale))"
        guard digits > 0 else { return whole }
        let rest = String(scaled % Int(scale))
        return whole + "." + String(repeating: "0", count: digits - rest.count) + rest
    }
}
