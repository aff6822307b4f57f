package import Messages

/// The one form of a path that is matched and forwarded.
///
/// Unreserved characters stand decoded, every other escape has upper-case digits, what may not stand in a path
/// is encoded. It is ASCII, begins with `/`, and is its own canonical path.
package struct CanonicalPath: Sendable, Hashable {
    package let text: String

    /// Brings a path to its canonical form, or says why it has none under the policy.
    package init(_ raw: RawPath, policy: PathPolicy = PathPolicy()) throws(PathProblem) {
        text =
            CanonicalPath.isPlain(raw.text.utf8.span) ? raw.text : try CanonicalPathWriter.write(raw, policy)
    }

    /// Takes text that is canonical already.
    init(canonical text: String) {
        self.text = text
    }

    /// Whether no rule has anything to say about the path under any policy.
    private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0, bytes[0] == UInt8(ascii: "/") else { return false }
        var afterSlash = true
        for index in 1..<bytes.count {
            let byte = bytes[index]
            guard ASCIISet.path.contains(byte) else { return false }
            if afterSlash, byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return false }
            afterSlash = byte == UInt8(ascii: "/")
        }
        return true
    }
}

extension CanonicalPath: CustomStringConvertible {
    package var description: String { text }
}
