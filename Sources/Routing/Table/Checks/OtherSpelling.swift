import Messages

/// A second way to write a path that many backends take for the first.
///
/// Letter case and `;parameters` are not among them: by RFC 3986 they make another path, and a warning about them
/// would stand at every route that denies.
struct OtherSpelling: Hashable {
    enum Kind: Hashable {
        case trailingSlash, doubleSlash, encodedSlash
    }

    let kind: Kind
    /// Canonical, but for the captures of a template.
    let text: String

    /// The spellings that the pattern does not take and the policy lets through, of a text of that pattern.
    static func all(of text: String, for pattern: PathPattern, _ policy: PathPolicy) -> [OtherSpelling] {
        guard text.utf8.count > 1 else { return [] }
        var found: [OtherSpelling] = []
        if pattern.endsWithItsText, let other = togglingSlash(text) {
            found.append(OtherSpelling(kind: .trailingSlash, text: other))
        }
        if policy.doubleSlash == .keep { found.append(OtherSpelling(kind: .doubleSlash, text: "/" + text)) }
        if policy.encodedSlash == .keep, let other = encodingSlash(text, pattern) {
            found.append(OtherSpelling(kind: .encodedSlash, text: other))
        }
        return found
    }

    /// Nil for a file, whose name no backend reads with a slash behind it.
    private static func togglingSlash(_ text: String) -> String? {
        if text.utf8.last == UInt8(ascii: "/") { return String(text.dropLast()) }
        let name = text.utf8.suffix(from: text.utf8.lastIndex(of: UInt8(ascii: "/")) ?? text.startIndex)
        return name.contains(UInt8(ascii: ".")) ? nil : text + "/"
    }

    /// Nil where there is no slash inside.
    private static func encodingSlash(_ text: String, _ pattern: PathPattern) -> String? {
        if case .prefix = pattern { return text + "%2F" + RouteSample.segment }
        let inner = text.utf8.dropFirst().dropLast()
        guard let slash = inner.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return text[..<slash] + "%2F" + text[text.utf8.index(after: slash)...]
    }
}

extension PathPattern {
    /// Whether a slash behind its text makes a path that it does not take.
    fileprivate var endsWithItsText: Bool {
        switch self {
        case .exact, .regex: true
        case .prefix: false
        case .template(let template):
            if case .rest = template.segments.last { false } else { true }
        }
    }

    /// The path as a person would write it, and one that the pattern takes; nil for a regex with operators.
    var sample: (written: String, path: String)? {
        switch self {
        case .exact(let path): return (path.text, path.text)
        case .prefix(let prefix): return prefix.isEmpty ? nil : (prefix, prefix)
        case .template(let template):
            return (template.joined { $0 }, template.joined { _ in RouteSample.segment })
        case .regex(let regex):
            let isLiteral = regex.text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "/")
                    || ASCIISet.unreserved.contains(byte) && byte != UInt8(ascii: ".")
            }
            return isLiteral && regex.text.utf8.first == UInt8(ascii: "/") ? (regex.text, regex.text) : nil
        }
    }
}

extension PathTemplate {
    fileprivate func joined(_ capture: (String) -> String) -> String {
        segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .capture(let name): "/" + capture("{\(name)}")
            case .rest(let name): "/" + capture("{\(name)+}")
            }
        }.joined()
    }
}
