import Messages

/// A path with captures, in API Gateway's syntax: `{name}` is one segment, `{name+}` the rest.
package struct PathTemplate: Sendable {
    package enum Segment: Sendable, Hashable {
        /// Canonical text.
        case literal(String)
        /// One segment that is not empty.
        case capture(String)
        /// One or more segments to the end of the path, the first not empty.
        case rest(String)

        /// Nil for a literal.
        var captureName: String? {
            switch self {
            case .literal: nil
            case .capture(let name), .rest(let name): name
            }
        }
    }

    /// The template as written.
    package let text: String
    package let segments: [Segment]

    /// Reads a template; its literal segments are brought to the form of a canonical path.
    package init(_ text: String, policy: PathPolicy = PathPolicy()) throws(PathPatternProblem) {
        self.text = text
        guard text.utf8.first == UInt8(ascii: "/") else { throw PathPatternProblem(.path(.notAbsolute), 0) }
        let bytes = text.utf8.span
        var segments: [Segment] = []
        segments.reserveCapacity(4)
        var start = 1
        while start <= bytes.count {
            let end = SegmentTrie.segmentEnd(in: bytes, from: start)
            if case .rest = segments.last { throw PathPatternProblem(.restNotLast, start) }
            let part = bytes.extracting(start..<end)
            if let segment = try PathTemplate.segment(part, at: start, isLast: end == bytes.count, policy) {
                segments.append(segment)
            }
            start = end + 1
        }
        self.segments = segments
        try checkNames()
    }

    /// The names of its captures, in order.
    package var captureNames: [String] {
        segments.compactMap(\.captureName)
    }

    /// How many characters it fixes: its canonical length without the `{…}`.
    var literalLength: Int {
        segments.reduce(0) { length, segment in
            if case .literal(let text) = segment { length + 1 + text.utf8.count } else { length + 1 }
        }
    }

    private func checkNames() throws(PathPatternProblem) {
        for (index, segment) in segments.enumerated() {
            guard let name = segment.captureName else { continue }
            if segments[..<index].contains(where: { $0.captureName == name }) {
                throw PathPatternProblem(.repeatedCapture(name), 0)
            }
        }
    }

    /// Nil for an empty segment that the policy merges into its neighbour.
    private static func segment(
        _ part: Span<UInt8>,
        at offset: Int,
        isLast: Bool,
        _ policy: PathPolicy
    ) throws(PathPatternProblem) -> Segment? {
        var holdsBrace = false
        // In canonical form already, so that no rule has anything to say about it.
        var isCanonical = !part.isEmpty && part[0] != UInt8(ascii: ".")
        for index in part.indices {
            if part[index] == UInt8(ascii: "{") || part[index] == UInt8(ascii: "}") { holdsBrace = true }
            if !ASCIISet.path.contains(part[index]) { isCanonical = false }
        }
        guard holdsBrace else {
            return isCanonical ? .literal(part.text) : try literal(part, at: offset, isLast: isLast, policy)
        }
        let last = part.count - 1
        guard part.count > 2, part[0] == UInt8(ascii: "{"), part[last] == UInt8(ascii: "}") else {
            throw PathPatternProblem(.partialCapture, offset)
        }
        let isRest = part[last - 1] == UInt8(ascii: "+")
        let name = part.extracting(1..<(isRest ? last - 1 : last))
        guard CaptureName.isValid(name) else { throw PathPatternProblem(.captureName(name.text), offset) }
        return isRest ? .rest(name.text) : .capture(name.text)
    }

    private static func literal(
        _ part: Span<UInt8>,
        at offset: Int,
        isLast: Bool,
        _ policy: PathPolicy
    ) throws(PathPatternProblem) -> Segment? {
        if part.isEmpty {
            if isLast || policy.doubleSlash == .keep { return .literal("") }
            guard policy.doubleSlash == .merge else { throw PathPatternProblem(.path(.doubleSlash), offset) }
            return nil
        }
        var strict = policy
        strict.dotSegments = .reject
        do throws(PathProblem) {
            let path = try CanonicalPath(RawPath("/" + part.text), policy: strict)
            return .literal(String(Substring(path.text.utf8.dropFirst())))
        } catch {
            throw PathPatternProblem(.path(error), offset)
        }
    }
}

/// Names that captures may have: PCRE2's own rule for groups, with `-` and `.` besides.
enum CaptureName {
    static func isValid(_ name: Span<UInt8>) -> Bool {
        guard !name.isEmpty, !(0x30...0x39).contains(name[0]) else { return false }
        for index in name.indices {
            guard ASCIISet.unreserved.contains(name[index]), name[index] != UInt8(ascii: "~") else {
                return false
            }
        }
        return true
    }
}

/// Why a path pattern is refused, and where in its text.
package struct PathPatternProblem: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case path(PathProblem)
        /// `{…}` with other text in its segment, or a brace alone.
        case partialCapture
        case captureName(String)
        case repeatedCapture(String)
        /// Something stands behind `{name+}`.
        case restNotLast
        case regex(String)
    }

    package let kind: Kind
    /// UTF-8 bytes before the place in the pattern's text.
    package let offset: Int

    init(_ kind: Kind, _ offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// What is wrong, to stand behind "the path" or "the regex".
    package var reason: String {
        switch kind {
        case .path(let problem): problem.reason
        case .partialCapture: "has a brace that is not the whole segment, as in `{name}`"
        case .captureName(let name):
            "has a capture `\(name)`, which is no name: letters, digits and `_-.`, no digit first"
        case .repeatedCapture(let name): "has two captures named `\(name)`"
        case .restNotLast: "goes on behind `{name+}`, which takes the rest"
        case .regex(let message): "does not compile: \(message)"
        }
    }
}
