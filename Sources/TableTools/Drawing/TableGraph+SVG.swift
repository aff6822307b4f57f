extension TableGraph {
    /// As an SVG picture of three columns, which needs no other tool.
    package var svg: String { Drawing(self).text }
}

/// Boxes in three columns and the lines between them, in pixels.
private struct Drawing {
    private struct Box {
        let node: TableGraph.Node
        let x: Int
        let y: Int
        let width: Int
        var height: Int { node.lines.count * Drawing.lineHeight + 14 }
        var middle: Int { y + height / 2 }
    }

    private static let lineHeight = 16
    private static let gap = 14
    private static let margin = 20
    /// Between columns, for the lines and what stands on them.
    private static let channel = 130
    private static let longestLine = 64

    private var boxes: [Box] = []
    /// Where a node's box stands in `boxes`.
    private var places: [String: Int] = [:]
    private let edges: [TableGraph.Edge]
    private var width = 0
    private var height = 0

    init(_ graph: TableGraph) {
        edges = graph.edges
        var x = Drawing.margin
        let columns = [graph.hosts, graph.routes, graph.ends].map { $0.map(Drawing.cut) }
        let heights = columns.map {
            $0.reduce(0) { $0 + $1.lines.count * Drawing.lineHeight + 14 + Drawing.gap }
        }
        let tallest = heights.max() ?? 0
        for (column, own) in zip(columns, heights) {
            let longest = column.flatMap(\.lines).map(\.count).max() ?? 0
            let width = longest * 73 / 10 + 24
            var y = Drawing.margin + (tallest - own) / 2
            for node in column {
                let box = Box(node: node, x: x, y: y, width: width)
                places[node.id] = boxes.count
                boxes.append(box)
                y += box.height + Drawing.gap
            }
            x += width + Drawing.channel
        }
        width = x - Drawing.channel + Drawing.margin
        height = tallest - Drawing.gap + 2 * Drawing.margin
    }

    private static func cut(_ node: TableGraph.Node) -> TableGraph.Node {
        let lines = node.lines.map { line in
            let line = line.printable
            return line.count > longestLine ? line.prefix(longestLine - 1) + "…" : line
        }
        return TableGraph.Node(kind: node.kind, id: node.id, lines: lines)
    }

    var text: String {
        let size = "width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\""
        let head = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) font-family=\"monospace\" font-size=\"12\">",
            "<style>.host{fill:#eef2ff;stroke:#6378c4}.route{fill:#fff;stroke:#666}"
                + ".backend{fill:#e9f7ee;stroke:#3d8b5c}.answer{fill:#fff4e0;stroke:#b9802b}"
                + ".line{fill:none;stroke:#888}.name{font-weight:bold}text{fill:#222}</style>",
            "<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" "
                + "markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#888\"/></marker></defs>",
            "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#fff\"/>",
        ]
        return (head + edges.flatMap(lines) + boxes.flatMap(lines) + ["</svg>"]).map { $0 + "\n" }.joined()
    }

    private func lines(of edge: TableGraph.Edge) -> [String] {
        guard let from = places[edge.from].map({ boxes[$0] }), let to = places[edge.to].map({ boxes[$0] })
        else { return [] }
        let (start, end) = (from.x + from.width, to.x)
        let bend = (end - start) / 2
        let curve =
            "M\(start) \(from.middle)C\(start + bend) \(from.middle) \(end - bend) \(to.middle) \(end) \(to.middle)"
        let dash = edge.isDashed ? " stroke-dasharray=\"5 4\"" : ""
        let path = "<path class=\"line\" d=\"\(curve)\" marker-end=\"url(#end)\"\(dash)/>"
        guard !edge.label.isEmpty else { return [path] }
        let place =
            "x=\"\(end - 8)\" y=\"\(to.middle + (from.middle - to.middle) / 8 - 5)\" text-anchor=\"end\""
        return [path, "<text \(place) font-size=\"11\">\(XMLText.escaped(edge.label))</text>"]
    }

    private func lines(of box: Box) -> [String] {
        let kind =
            switch box.node.kind {
            case .host: "host"
            case .route: "route"
            case .backend: "backend"
            case .answer: "answer"
            }
        let frame = "x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(box.height)\""
        return ["<rect class=\"\(kind)\" \(frame) rx=\"6\"/>"]
            + box.node.lines.enumerated().map { index, line in
                let name = index == 0 ? " class=\"name\"" : ""
                let y = box.y + 19 + index * Drawing.lineHeight
                return "<text\(name) x=\"\(box.x + 12)\" y=\"\(y)\">\(XMLText.escaped(line))</text>"
            }
    }
}
