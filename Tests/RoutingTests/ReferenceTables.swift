import Routing

/// The tables of the reference page: one for each map of the language, one row a key.
struct ReferenceTables {
    fileprivate struct Section {
        let map: MapShape
        var places: [String]
    }

    private var sections: [Section] = []

    static func text() -> String {
        var tables = ReferenceTables()
        tables.visit(.map(RouteTable.shape), at: "")
        return tables.sections.map(\.text).joined(separator: "\n")
    }

    /// Every key of every map once.
    static func keys() -> [Key] {
        var tables = ReferenceTables()
        tables.visit(.map(RouteTable.shape), at: "")
        return tables.sections.flatMap(\.map.keys)
    }

    private mutating func visit(_ shape: Shape, at place: String) {
        switch shape {
        case .list(let element): visit(element, at: place + "[]")
        case .oneOrMore(let element): visit(element, at: place)
        case .names(let names): visit(names.value, at: place + ".<\(names.noun)>")
        case .either(let shapes): for shape in shapes { visit(shape, at: place) }
        case .later(let shape): visit(shape(), at: place)
        case .map(let map): visit(map, at: place)
        default: break
        }
    }

    /// A map that stands in several places has one section; so have maps of the same keys.
    private mutating func visit(_ map: MapShape, at place: String) {
        let same = sections.firstIndex { $0.map === map || $0.map.isLike(map) }
        if let same {
            let isInside = sections[same].map === map && place.contains(".not")
            if !isInside { sections[same].places.append(place) }
            if place.contains(".not") { return }
        } else {
            sections.append(Section(map: map, places: [place]))
        }
        guard same == nil || sections[same ?? 0].places.count < 12 else { return }
        for key in map.keys { visit(key.shape, at: place.isEmpty ? key.name : "\(place).\(key.name)") }
    }
}

extension MapShape {
    fileprivate func isLike(_ other: MapShape) -> Bool {
        noun == other.noun && keys.map(\.name) == other.keys.map(\.name)
    }
}

extension ReferenceTables.Section {
    fileprivate var text: String {
        var unique: [String] = []
        for place in places where !unique.contains(place) { unique.append(place) }
        let heading = unique == [""] ? "The file" : unique.map { "`\($0)`" }.joined(separator: ", ")
        var lines = ["### \(heading)", "", "| key | meaning | default | example |", "|---|---|---|---|"]
        for key in map.keys {
            let standard = key.isRequired ? "required" : key.standard.map(escaped) ?? ""
            let example = "`\(key.name): \(key.example)`"
            lines.append("| `\(key.name)` | \(escaped(key.sentence)) | \(standard) | \(escaped(example)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
