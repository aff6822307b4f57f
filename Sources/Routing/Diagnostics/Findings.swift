/// Collects the problems of one run, so that all of them are reported and not only the first.
package struct Findings: Sendable {
    private var found: [Diagnostic] = []

    package init() {}

    package mutating func report(_ diagnostic: Diagnostic) {
        found.append(diagnostic)
    }

    package mutating func report(contentsOf other: Findings) {
        found += other.found
    }

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
        }.map(\.element)
    }
}
