/// Where the boxes of a picture stand, in pixels: three columns, those at the sides beside the routes they belong to.
struct PictureLayout {
    struct Box {
        let node: TableGraph.Node
        var y = 0
        let height: Int
        var middle: Int { y + height / 2 }
    }

    struct Column {
        var x = 0
        let width: Int
        var boxes: [Box]
        var end: Int { x + width }
    }

    static let margin = 20
    /// For the headings of the columns.
    static let top = 44
    static let lineHeight = 16
    /// Between the lines that go to one box and those that go to the next.
    static let lane = 10
    /// The advance of a character at 12 pixels, wider than that of any common monospaced font.
    static let advance = 7.3
    private static let longestLine = 64

    private(set) var hosts: Column
    private(set) var routes: Column
    private(set) var ends: Column
    /// Whether routes have their name and conditions side by side, and name where they lead: there are many of them.
    let isLong: Bool
    /// For the number in the order of trying, and for the name where conditions stand beside it.
    let numberWidth: Int
    let nameWidth: Int
    let height: Int
    /// The lines by the boxes where they begin and end.
    let edges: [TableGraph.Edge]
    /// How many lines leave a box.
    let leaving: [String: Int]
    /// Where a node stands in its column.
    private let places: [String: Int]

    init(_ graph: TableGraph) {
        edges = graph.edges
        let routes = graph.routes.map(PictureLayout.cut)
        isLong = routes.count > 30
        let gap = isLong ? 6 : 14
        numberWidth = PictureLayout.width("\(routes.count)") + 10
        let names = routes.map { PictureLayout.width($0.lines[0]) }.max() ?? 0
        let conditions = routes.flatMap { $0.lines.dropFirst() }.map(PictureLayout.width).max() ?? 0
        nameWidth = isLong ? names + 16 : 0
        let text = isLong ? nameWidth + conditions : max(names, conditions)
        var leaving: [String: Int] = [:]
        for edge in edges { leaving[edge.from, default: 0] += 1 }
        self.leaving = leaving
        let (isLong, lineHeight) = (isLong, PictureLayout.lineHeight)
        self.routes = Column(
            width: numberWidth + text + 24,
            boxes: routes.map { node in
                let lines = isLong ? max(1, node.lines.count - 1) : node.lines.count
                return Box(
                    node: node,
                    height: max(lines * lineHeight + (isLong ? 8 : 14), leaving[node.id, default: 0] * 15 + 8)
                )
            }
        )
        hosts = PictureLayout.column(graph.hosts)
        ends = PictureLayout.column(graph.ends)
        var y = PictureLayout.top
        for index in self.routes.boxes.indices {
            self.routes.boxes[index].y = y
            y += self.routes.boxes[index].height + gap
        }
        let sides = [hosts, ends].map { column in
            column.boxes.reduce(PictureLayout.top) { $0 + $1.height + 14 } - 14
        }
        let bottom = max(y - gap, sides.max() ?? 0)
        height = bottom + PictureLayout.margin
        let middles = Dictionary(self.routes.boxes.map { ($0.node.id, $0.middle) }) { first, _ in first }
        hosts.boxes = PictureLayout.placed(
            hosts.boxes,
            beside: edges.compactMap { edge in middles[edge.to].map { (edge.from, $0) } },
            bottom
        )
        ends.boxes = PictureLayout.placed(
            ends.boxes,
            beside: edges.compactMap { edge in middles[edge.from].map { (edge.to, $0) } },
            bottom
        )
        var places: [String: Int] = [:]
        for column in [hosts, self.routes, ends] {
            for (place, box) in column.boxes.enumerated() { places[box.node.id] = place }
        }
        self.places = places
        hosts.x = PictureLayout.margin
        self.routes.x = hosts.end + 36 + hosts.boxes.count * PictureLayout.lane
        ends.x = self.routes.end + 44 + ends.boxes.count * PictureLayout.lane + labelWidth
    }

    var width: Int { ends.end + PictureLayout.margin }

    /// Where a box stands in its column, from the top.
    func place(_ id: String) -> Int? { places[id] }

    /// What stands on a line: a share, and in a long picture the name of what it leads to.
    func label(_ edge: TableGraph.Edge) -> String {
        guard let place = places[edge.to], ends.boxes.indices.contains(place), edge.from.hasPrefix("r") else {
            return ""
        }
        let parts = [isLong ? ends.boxes[place].node.lines[0] : "", edge.label]
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private var labelWidth: Int {
        edges.map { PictureLayout.width(label($0)) }.max() ?? 0
    }

    private static func column(_ nodes: [TableGraph.Node]) -> Column {
        let nodes = nodes.map(cut)
        let longest = nodes.flatMap(\.lines).map(width).max() ?? 0
        return Column(
            width: longest + 24,
            boxes: nodes.map { Box(node: $0, height: $0.lines.count * lineHeight + 14) }
        )
    }

    /// Puts each box where the routes that it belongs to have their middle, as far as the others let it.
    private static func placed(_ boxes: [Box], beside middles: [(id: String, y: Int)], _ bottom: Int) -> [Box]
    {
        var sums: [String: (sum: Int, count: Int)] = [:]
        for (id, y) in middles {
            let known = sums[id] ?? (0, 0)
            sums[id] = (known.sum + y, known.count + 1)
        }
        var placed = boxes.enumerated().map { index, box in
            let (sum, count) = sums[box.node.id] ?? (top, 1)
            return (index: index, wish: sum / max(1, count), box: box)
        }
        placed.sort { ($0.wish, $0.index) < ($1.wish, $1.index) }
        var least = top
        for index in placed.indices {
            placed[index].box.y = max(least, placed[index].wish - placed[index].box.height / 2)
            least = placed[index].box.y + placed[index].box.height + 14
        }
        var most = bottom
        for index in placed.indices.reversed() {
            placed[index].box.y = min(placed[index].box.y, most - placed[index].box.height)
            most = placed[index].box.y - 14
        }
        return placed.map(\.box)
    }

    private static func cut(_ node: TableGraph.Node) -> TableGraph.Node {
        let lines = node.lines.map { line in
            let line = line.printable
            return line.count > longestLine ? line.prefix(longestLine - 1) + "…" : line
        }
        return TableGraph.Node(kind: node.kind, id: node.id, lines: lines)
    }

    /// The width of a text at 12 pixels; East Asian characters take two places.
    static func width(_ text: String) -> Int {
        let places = text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
        return Int(Double(places) * advance)
    }
}
