import Glibc
import Messages

/// What a path has to be (`match.path`).
package enum PathPattern: Sendable {
    case exact(CanonicalPath)
    case template(PathTemplate)
    /// Canonical text without a trailing slash; empty for `/`, which covers every path.
    case prefix(String)
    case regex(Regex)

    /// An exact path, or a template where the text has a brace: the short form.
    package init(_ text: String, policy: PathPolicy = PathPolicy()) throws(PathPatternProblem) {
        let isTemplate = text.utf8.contains { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
        self = isTemplate ? .template(try PathTemplate(text, policy: policy)) : try .exact(text, policy)
    }

    /// An exact path; braces in it are themselves.
    package static func exact(_ text: String, _ policy: PathPolicy) throws(PathPatternProblem) -> PathPattern
    {
        .exact(try canonical(text, policy))
    }

    /// A prefix by whole segments; a trailing slash is ignored.
    package static func prefix(_ text: String, _ policy: PathPolicy) throws(PathPatternProblem) -> PathPattern
    {
        let path = try canonical(text, policy).text
        return .prefix(path.hasSuffix("/") ? String(path.dropLast()) : path)
    }

    /// A regex over the whole canonical path.
    package static func regex(_ text: String) throws(PathPatternProblem) -> PathPattern {
        do throws(RegexProblem) {
            return .regex(try Regex(text))
        } catch {
            throw PathPatternProblem(.regex(error.message), error.offset)
        }
    }

    private static func canonical(_ text: String, _ policy: PathPolicy) throws(PathPatternProblem)
        -> CanonicalPath
    {
        guard text.utf8.first == UInt8(ascii: "/") else { throw PathPatternProblem(.path(.notAbsolute), 0) }
        do throws(PathProblem) {
            return try CanonicalPath(RawPath(text), policy: policy)
        } catch {
            throw PathPatternProblem(.path(error), 0)
        }
    }

    /// The names of the captures that it makes.
    package var captureNames: [String] {
        switch self {
        case .exact, .prefix: []
        case .template(let template): template.captureNames
        case .regex(let regex): regex.groupNames.map(\.name)
        }
    }
}

extension PathPattern {
    /// Whether it makes a capture of this name.
    func makes(_ capture: String) -> Bool {
        switch self {
        case .exact, .prefix: false
        case .template(let template): template.segments.contains { $0.captureName == capture }
        case .regex(let regex): regex.makes(capture)
        }
    }
}

extension Regex {
    /// Whether a group of it has this name.
    func makes(_ capture: String) -> Bool { groupNames.contains { $0.name == capture } }
}

extension CanonicalPath {
    /// Whether the path lies at or below a prefix, by whole segments.
    func isCovered(byPrefix prefix: String) -> Bool {
        let path = text.utf8.span
        let prefix = prefix.utf8.span
        guard path.extracting(first: prefix.count).isEqual(to: prefix) else { return false }
        return path.count == prefix.count || path[prefix.count] == UInt8(ascii: "/")
    }
}

extension PathTemplate {
    /// Whether the path is one of the template's.
    package func matches(_ path: CanonicalPath) -> Bool {
        forEachCapture(in: path) { _, _, _ in }
    }

    /// Calls `body` with each capture's name, byte range in the path, and whether it is the rest; false where
    /// the path does not match, with `body` perhaps called for some captures.
    func forEachCapture(
        in path: CanonicalPath,
        _ body: (_ name: String, _ range: Range<Int>, _ isRest: Bool) -> Void
    ) -> Bool {
        let bytes = path.text.utf8.span
        var start = 1
        for segment in segments {
            guard start <= bytes.count else { return false }
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "/") { end += 1 }
            switch segment {
            case .literal(let text):
                guard bytes.extracting(start..<end).isEqual(to: text.utf8.span) else { return false }
            case .capture(let name):
                guard end > start else { return false }
                body(name, start..<end, false)
            case .rest(let name):
                guard end > start else { return false }
                body(name, start..<bytes.count, true)
                return true
            }
            start = end + 1
        }
        return start == bytes.count + 1
    }
}

extension Span<UInt8> {
    @inline(__always)
    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBytes { own in
            unsafe other.withUnsafeBytes { other in
                guard let start = own.baseAddress, let otherStart = other.baseAddress else { return true }
                return unsafe memcmp(start, otherStart, own.count) == 0
            }
        }
    }
}
