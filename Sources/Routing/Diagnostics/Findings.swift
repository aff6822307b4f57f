/// Collects the problems of one run, so that all of them are reported and not only the first.
package struct Findings: Sendable {
    private var found: [Diagnostic] = []
    private var secrets: [Place] = []

    package init() {}

    package mutating func report(_ diagnostic: Diagnostic) {
        found.append(diagnostic)
    }

    /// Keeps what stands here out of every excerpt of the source.
    package mutating func hide(_ place: Place) {
        secrets.append(place)
    }

    package mutating func report(contentsOf other: Findings) {
        found += other.found
        secrets += other.secrets
    }

    /// The places of all errors.
    var errorPlaces: [Place] { found.filter { $0.severity == .error }.map(\.place) }

    package func contains(_ code: Diagnostic.Code) -> Bool { found.contains { $0.code == code } }

    package var hasErrors: Bool { found.contains { $0.severity == .error } }

    /// Counts what was reported so far; two equal counts mean that nothing was reported in between.
    package var count: Int { found.count }

    /// By file in the order first seen, then by place, each once.
    package func sorted(files: [String] = []) -> [Diagnostic] {
        var rank: [String: Int] = [:]
        for file in files + found.map(\.place.file) where rank[file] == nil { rank[file] = rank.count }
        var seen: Set<Diagnostic> = []
        return found.filter { seen.insert($0).inserted }.enumerated().sorted { left, right in
            let (a, b) = (left.element.place, right.element.place)
            let (fileA, fileB) = (rank[a.file] ?? 0, rank[b.file] ?? 0)
            if fileA != fileB { return fileA < fileB }
            if a.bytes.lowerBound != b.bytes.lowerBound { return a.bytes.lowerBound < b.bytes.lowerBound }
            return left.offset < right.offset
        }.map { $0.element.hiding(secrets) }
    }
}
