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
    }

    /// The template as written.
    package let text: String
    package let segments: [Segment]

    /// Reads a template; its literal segments are brought to the form of a canonical path.
    package init(_ text: String, policy: PathPolicy = PathPolicy()) throws(PathPatternProblem) {
        self.text = text
        guard text.utf8.first == UInt8(ascii: "/") else { throw PathPatternProblem(.path(.notAbsolute), 0) }
        var segments: [Segment] = []
        // By bytes: characters would have to be put together first.
        let bytes = text.utf8.dropFirst()
        for bytes in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let part = Substring(bytes)
            let offset = text.utf8.distance(from: text.startIndex, to: part.startIndex)
            if case .rest = segments.last { throw PathPatternProblem(.restNotLast, offset) }
            let isLast = part.endIndex == text.endIndex
            if let segment = try PathTemplate.segment(part, at: offset, isLast: isLast, policy) {
                segments.append(segment)
            }
        }
        self.segments = segments
        try checkNames()
    }

    /// The names of its captures, in order.
    package var captureNames: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .capture(let name), .rest(let name): name
            }
        }
    }

    /// How many characters it fixes: its canonical length without the `{…}`.
    var literalLength: Int {
        segments.reduce(0) { length, segment in
            if case .literal(let text) = segment { length + 1 + text.utf8.count } else { length + 1 }
        }
    }

    private func checkNames() throws(PathPatternProblem) {
        let names = captureNames
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw PathPatternProblem(.repeatedCapture(name), 0)
        }
    }

    /// Nil for an empty segment that the policy merges into its neighbour.
    private static func segment(
        _ part: Substring,
        at offset: Int,
        isLast: Bool,
        _ policy: PathPolicy
    ) throws(PathPatternProblem) -> Segment? {
        guard part.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else {
            return try literal(part, at: offset, isLast: isLast, policy)
        }
        guard part.utf8.first == UInt8(ascii: "{"), part.utf8.last == UInt8(ascii: "}"), part.utf8.count > 2
        else {
            throw PathPatternProblem(.partialCapture, offset)
        }
        let inner = part.utf8.dropFirst().dropLast()
        let isRest = inner.last == UInt8(ascii: "+")
        let name = Substring(isRest ? inner.dropLast() : inner)
        guard CaptureName.isValid(name) else { throw PathPatternProblem(.captureName(String(name)), offset) }
        return isRest ? .rest(String(name)) : .capture(String(name))
    }

    /// Whether a segment stands in canonical form already, and no rule has anything to say about it.
    private static func isCanonical(_ part: Substring) -> Bool {
        part.utf8.first != UInt8(ascii: ".") && part.utf8.allSatisfy { ASCIISet.path.contains($0) }
    }

    private static func literal(
        _ part: Substring,
        at offset: Int,
        isLast: Bool,
        _ policy: PathPolicy
    ) throws(PathPatternProblem) -> Segment? {
        if part.isEmpty {
            if isLast || policy.doubleSlash == .keep { return .literal("") }
            guard policy.doubleSlash == .merge else { throw PathPatternProblem(.path(.doubleSlash), offset) }
            return nil
        }
        if isCanonical(part) { return .literal(String(part)) }
        var strict = policy
        strict.dotSegments = .reject
        do throws(PathProblem) {
            let path = try CanonicalPath(RawPath("/" + part), policy: strict)
            return .literal(String(Substring(path.text.utf8.dropFirst())))
        } catch {
            throw PathPatternProblem(.path(error), offset)
        }
    }
}

/// Names that captures may have: PCRE2's own rule for groups, with `-` and `.` besides.
enum CaptureName {
    static func isValid(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { ASCIISet.unreserved.contains($0) && $0 != UInt8(ascii: "~") }
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
