/// A set of paths, segment by segment: `/a/{id}` is `[a, not empty]`.
struct PathSet: Hashable, Sendable {
    /// What each segment may be; an empty text is the one behind a path's last slash.
    private var segments: [ValueSet]
    /// Whether any segments may follow.
    private var isOpen: Bool
    /// Whether empty segments may stand before the last (`doubleSlash: keep`).
    private var keepsEmpty = false

    private static var all: PathSet { PathSet(segments: [.all], isOpen: true) }
    private static var notEmpty: ValueSet { .allBut([""]) }

    private init(segments: [ValueSet], isOpen: Bool) {
        self.segments = segments
        self.isOpen = isOpen
    }

    init(_ path: CanonicalPath) {
        self.init(segments: PathSet.literals(path.text), isOpen: false)
    }

    /// Exactly the paths of a pattern; all for a regex, of which they are not known.
    init(_ pattern: PathPattern?, keepsEmpty: Bool) {
        self.init(pattern)
        self.keepsEmpty = keepsEmpty
    }

    private init(_ pattern: PathPattern?) {
        switch pattern {
        case nil, .regex: self = .all
        case .exact(let path): self.init(path)
        case .prefix(let prefix):
            self = prefix.isEmpty ? .all : PathSet(segments: PathSet.literals(prefix), isOpen: true)
        case .template(let template):
            let segments = template.segments.map { segment in
                if case .literal(let text) = segment { ValueSet.some([text]) } else { PathSet.notEmpty }
            }
            if case .rest = template.segments.last {
                self.init(segments: segments, isOpen: true)
            } else {
                self.init(segments: segments, isOpen: false)
            }
        }
    }

    private static func literals(_ path: String) -> [ValueSet] {
        path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { .some([String(Substring($0))]) }
    }

    func intersection(_ other: PathSet) -> PathSet? {
        let (short, long) = segments.count <= other.segments.count ? (self, other) : (other, self)
        guard short.isOpen || short.segments.count == long.segments.count else { return nil }
        var result = long
        result.isOpen = isOpen && other.isOpen
        result.keepsEmpty = keepsEmpty
        // What a longer open set allows behind, the shorter closed one of the same length forbids.
        for index in short.segments.indices {
            result.segments[index] = short.segments[index].intersection(long.segments[index])
            if result.segments[index].isEmpty { return nil }
        }
        return result
    }

    /// The paths that are not in the other set, as sets that share none.
    func subtracting(_ other: PathSet) -> [PathSet] {
        guard intersection(other) != nil else { return [self] }
        var rest: [PathSet] = []
        var same = self
        // Those that end before the other's segments do.
        while same.segments.count < other.segments.count, same.isOpen {
            var ended = same
            ended.isOpen = false
            rest.append(ended)
            same.segments.append(.all)
        }
        for index in other.segments.indices {
            var piece = same
            piece.segments[index] = same.segments[index].subtracting(other.segments[index])
            if !piece.segments[index].isEmpty { rest.append(piece) }
            same.segments[index] = same.segments[index].intersection(other.segments[index])
        }
        if same.isOpen, !other.isOpen {
            var longer = same
            longer.segments.append(.all)
            rest.append(longer)
        }
        return rest.compactMap(\.withoutInnerEmpty)
    }

    /// Without the paths that have an empty segment before their last one, which only `doubleSlash: keep` lets
    /// through.
    private var withoutInnerEmpty: PathSet? {
        guard !keepsEmpty else { return self }
        var result = self
        for index in segments.indices.dropLast() {
            result.segments[index] = segments[index].intersection(PathSet.notEmpty)
            if result.segments[index].isEmpty { return nil }
        }
        if isOpen, segments.last == .some([""]) { result.isOpen = false }
        return result
    }
}
