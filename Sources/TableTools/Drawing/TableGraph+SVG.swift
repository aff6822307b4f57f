extension TableGraph {
    /// As an SVG picture of three columns, which needs no other tool and is readable on a dark page as well.
    package var svg: String { Picture(PictureLayout(self)).text }
}

/// The text of a picture: what stands where, and in which colours.
private struct Picture {
    private let layout: PictureLayout

    /// One for each backend or answer, again from the first when they are used up.
    private static let colours = [
        (light: "#0969da", dark: "#4493f8"), ("#1a7f37", "#3fb950"), ("#9a6700", "#d29922"),
        ("#8250df", "#ab7df8"), ("#cf222e", "#f85149"), ("#0e7c86", "#39c5cf"), ("#bf3989", "#db61a2"),
    ]

    init(_ layout: PictureLayout) {
        self.layout = layout
    }

    var text: String {
        let (width, height) = (layout.width, layout.height)
        let size = "width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\""
        let head = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) font-family=\"monospace\" font-size=\"12\">",
            "<style>",
            Picture.style(
                \.light,
                page: "#fff",
                box: "#f6f8fa",
                frame: "#afb8c1",
                ink: "#1f2328",
                faint: "#59636e"
            ),
            ".name{font-weight:bold}.line{fill:none;stroke-width:1.5}.label{font-size:11px}",
            "@media(prefers-color-scheme:dark){",
            Picture.style(
                \.dark,
                page: "#0d1117",
                box: "#151b23",
                frame: "#565e67",
                ink: "#e6edf3",
                faint: "#9198a1"
            )
                + "}",
            "</style>", "<rect class=\"page\" width=\"\(width)\" height=\"\(height)\"/>",
        ]
        let lines = heads + hostLines + endLines + labels
        let boxes =
            layout.hosts.boxes.flatMap { box($0, in: layout.hosts, "box") }
            + layout.routes.boxes.enumerated().flatMap { route($1, number: $0 + 1) }
            + layout.ends.boxes.enumerated().flatMap { box($1, in: layout.ends, "f\(Picture.colour($0))") }
        return (head + lines + boxes + ["</svg>"]).map { $0 + "\n" }.joined()
    }

    private static func style(
        _ shade: KeyPath<(light: String, dark: String), String>,
        page: String,
        box: String,
        frame: String,
        ink: String,
        faint: String
    ) -> String {
        let plain =
            ".page{fill:\(page)}.box{fill:\(box);stroke:\(frame)}text{fill:\(ink)}.faint{fill:\(faint)}"
            + ".plain{stroke:\(faint)}.tip{fill:\(faint)}"
        return plain
            + colours.enumerated().map { index, colour in
                let colour = colour[keyPath: shade]
                return ".c\(index){stroke:\(colour)}.t\(index){fill:\(colour)}"
                    + ".f\(index){fill:\(colour);fill-opacity:.12;stroke:\(colour)}"
            }.joined()
    }

    private static func colour(_ place: Int) -> Int { place % colours.count }

    private var heads: [String] {
        let heads = [
            (layout.hosts, "host"), (layout.routes, "routes, tried from top to bottom"),
            (layout.ends, "backend or answer"),
        ]
        return heads.map { column, text in
            "<text class=\"faint label\" x=\"\(column.x)\" y=\"\(PictureLayout.top - 16)\">\(text)</text>"
        }
    }
}

/// Boxes.
extension Picture {
    private func box(_ box: PictureLayout.Box, in column: PictureLayout.Column, _ style: String) -> [String] {
        [frame(box, in: column, style)]
            + box.node.lines.enumerated().map { index, line in
                let y = box.y + 19 + index * PictureLayout.lineHeight
                return text(line, x: column.x + 12, y: y, index == 0 ? "name" : nil)
            }
    }

    private func route(_ box: PictureLayout.Box, number: Int) -> [String] {
        let column = layout.routes
        let x = column.x + 12 + layout.numberWidth
        let y = box.y + (layout.isLong ? 16 : 19)
        let conditions = box.node.lines.dropFirst().enumerated().map { index, line in
            let row = layout.isLong ? index : index + 1
            return text(line, x: x + layout.nameWidth, y: y + row * PictureLayout.lineHeight, nil)
        }
        return [
            frame(box, in: column, "box"),
            "<text class=\"faint\" x=\"\(x - 10)\" y=\"\(y)\" text-anchor=\"end\">\(number)</text>",
            text(box.node.lines[0], x: x, y: y, "name"),
        ] + conditions
    }

    private func frame(_ box: PictureLayout.Box, in column: PictureLayout.Column, _ style: String) -> String {
        let frame = "x=\"\(column.x)\" y=\"\(box.y)\" width=\"\(column.width)\" height=\"\(box.height)\""
        return "<rect class=\"\(style)\" \(frame) rx=\"6\"/>"
    }

    private func text(_ text: String, x: Int, y: Int, _ style: String?) -> String {
        let style = style.map { " class=\"\($0)\"" } ?? ""
        return "<text\(style) x=\"\(x)\" y=\"\(y)\">\(XMLText.escaped(text))</text>"
    }
}

/// Lines: each box at a side has a lane of its own, in which what comes from or goes to the routes is gathered.
extension Picture {
    private var hostLines: [String] {
        layout.edges.compactMap { edge in
            guard edge.from.hasPrefix("h"), let from = layout.place(edge.from), let to = layout.place(edge.to)
            else { return nil }
            let lane = layout.hosts.end + 14 + from * PictureLayout.lane
            let (start, end) = (layout.hosts.boxes[from].middle, layout.routes.boxes[to].middle)
            let path = curve(from: layout.hosts.end, start, by: lane, to: layout.routes.x - 5, end)
            return "<path class=\"line plain\" d=\"\(path)\"/>" + tip(layout.routes.x, end, "tip")
        }
    }

    private var endLines: [String] {
        var left: [Int: Int] = [:]
        return outgoing.map { edge, from, to in
            let (y, lane) = (self.start(of: edge, from, &left), self.lane(to))
            let end = layout.ends.boxes[to].middle
            let path = curve(from: layout.routes.end, y, by: lane, to: layout.ends.x - 5, end)
            let dash = edge.isDashed ? " stroke-dasharray=\"5 4\"" : ""
            let colour = Picture.colour(to)
            return "<path class=\"line c\(colour)\" d=\"\(path)\"\(dash)/>"
                + tip(layout.ends.x, end, "t\(colour)")
        }
    }

    private var labels: [String] {
        var left: [Int: Int] = [:]
        return outgoing.compactMap { edge, from, to in
            let y = start(of: edge, from, &left)
            let label = layout.label(edge)
            guard !label.isEmpty else { return nil }
            let style = "label t\(Picture.colour(to))"
            return text(label, x: layout.routes.end + 8, y: y - 4, style)
        }
    }

    /// The lines that leave routes, with the places of the boxes at both ends.
    private var outgoing: [(edge: TableGraph.Edge, from: Int, to: Int)] {
        layout.edges.compactMap { edge in
            guard edge.from.hasPrefix("r"), let from = layout.place(edge.from), let to = layout.place(edge.to)
            else { return nil }
            return (edge, from, to)
        }
    }

    /// The height at which a route's next line leaves it: one below the other, around its middle.
    private func start(of edge: TableGraph.Edge, _ route: Int, _ left: inout [Int: Int]) -> Int {
        let number = left[route, default: 0]
        left[route] = number + 1
        let box = layout.routes.boxes[route]
        return box.middle + number * 15 - (layout.leaving[edge.from, default: 1] - 1) * 15 / 2
    }

    private func lane(_ end: Int) -> Int {
        layout.ends.x - 24 - (layout.ends.boxes.count - 1 - end) * PictureLayout.lane
    }

    private func tip(_ x: Int, _ y: Int, _ style: String) -> String {
        "<path class=\"\(style)\" d=\"M\(x - 7) \(y - 4)L\(x) \(y)L\(x - 7) \(y + 4)z\"/>"
    }

    /// Across to the lane, along it, and across to the end, with round corners.
    private func curve(from x: Int, _ y: Int, by lane: Int, to endX: Int, _ endY: Int) -> String {
        guard y != endY else { return "M\(x) \(y)H\(endX)" }
        let radius = min(6, abs(endY - y) / 2)
        let turn = endY > y ? radius : -radius
        return "M\(x) \(y)H\(lane - radius)Q\(lane) \(y) \(lane) \(y + turn)V\(endY - turn)"
            + "Q\(lane) \(endY) \(lane + radius) \(endY)H\(endX)"
    }
}
