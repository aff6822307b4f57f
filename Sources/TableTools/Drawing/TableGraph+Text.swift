extension TableGraph {
    /// As Mermaid's flowchart, which GitHub shows in Markdown.
    package var mermaid: String {
        var lines = ["flowchart LR"]
        for node in hosts + routes + ends {
            let label = "\"" + node.lines.map(TableGraph.mermaid).joined(separator: "<br/>") + "\""
            let (open, close) =
                switch node.kind {
                case .host: ("([", "])")
                case .route: ("[", "]")
                case .backend: ("[(", ")]")
                case .answer: ("{{", "}}")
                }
            lines.append("  \(node.id)\(open)\(label)\(close)")
        }
        for edge in edges {
            let arrow = edge.isDashed ? "-.->" : "-->"
            let label = edge.label.isEmpty ? "" : "|\"\(TableGraph.mermaid(edge.label))\"|"
            lines.append("  \(edge.from) \(arrow)\(label) \(edge.to)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// As Graphviz reads it.
    package var dot: String {
        var lines = [
            "digraph routes {", "  rankdir=LR;", "  node [shape=box, fontname=\"sans-serif\", fontsize=11];",
            "  edge [fontname=\"sans-serif\", fontsize=10];",
        ]
        for node in hosts + routes + ends {
            let label = node.lines.map(TableGraph.dot).joined(separator: "\\n")
            let shape =
                switch node.kind {
                case .host: ", shape=oval"
                case .route: ""
                case .backend: ", shape=cylinder"
                case .answer: ", shape=hexagon"
                }
            lines.append("  \(node.id) [label=\"\(label)\"\(shape)];")
        }
        for edge in edges {
            var marks: [String] = edge.label.isEmpty ? [] : ["label=\"\(TableGraph.dot(edge.label))\""]
            if edge.isDashed { marks.append("style=dashed") }
            let suffix = marks.isEmpty ? "" : " [\(marks.joined(separator: ", "))]"
            lines.append("  \(edge.from) -> \(edge.to)\(suffix);")
        }
        return (lines + ["}"]).map { $0 + "\n" }.joined()
    }

    private static func mermaid(_ text: String) -> String {
        var result = ""
        for scalar in text.printable.unicodeScalars {
            switch scalar {
            case "\"", "<", ">", "&", "#", "\\", "`", "|": result += "#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func dot(_ text: String) -> String {
        var result = ""
        for scalar in text.printable.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
