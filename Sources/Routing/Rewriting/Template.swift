/// A text with captures and request values in it: `/v2/{id}`, `{request.id}`, `{{` for a literal `{`.
package struct Template: Sendable, Hashable {
    package enum Part: Sendable, Hashable {
        case literal(String)
        case value(Value)
    }

    /// What a `{…}` stands for.
    package enum Value: Sendable, Hashable {
        case capture(String)
        /// A numbered group of a substitution; 0 is the whole match.
        case group(Int)
        case requestID, requestHost, requestPath, requestMethod, requestSourceIP
        case routeName
    }

    /// Why a text is no template, and where in it.
    package struct Problem: Error, Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case unclosed
            case name(String)
            case unknownValue(String)
        }

        package let kind: Kind
        /// UTF-8 bytes before the brace.
        package let offset: Int

        /// What is wrong, to stand behind the name of the key.
        package var reason: String {
            switch kind {
            case .unclosed: "has a `{` without its `}`"
            case .name(let name): "has `{\(name)}`, which names no capture"
            case .unknownValue(let name): "has `{\(name)}`, which is not known"
            }
        }

        /// What to do about it.
        package var fix: String {
            switch kind {
            case .unclosed, .name: "write `{{` for a literal `{`"
            case .unknownValue: "use one of `\(Template.known.map(\.name).joined(separator: "`, `"))`"
            }
        }
    }

    package private(set) var parts: [Part] = []
    /// The captures that it names, each with the UTF-8 offset of its brace.
    package private(set) var captures: [CaptureUse] = []

    /// A capture named in a template.
    package struct CaptureUse: Sendable, Hashable {
        package let name: String
        package let offset: Int
    }

    static var known: [(name: String, value: Value)] {
        [
            ("request.id", .requestID), ("request.host", .requestHost), ("request.path", .requestPath),
            ("request.method", .requestMethod), ("request.sourceIp", .requestSourceIP),
            ("route.name", .routeName),
        ]
    }

    /// Reads a template; `verbatim` (UTF-8 offsets, in order) is what variables held, and so text.
    ///
    /// Numbers name groups where `allowsGroups` says so.
    package init(_ text: String, verbatim: [Range<Int>] = [], allowsGroups: Bool = false) throws(Problem) {
        let bytes = text.utf8.span
        var literal: [UInt8] = []
        literal.reserveCapacity(bytes.count)
        parts.reserveCapacity(4)
        var index = 0
        while index < bytes.count {
            let isText = verbatim.contains { $0.contains(index) }
            guard bytes[index] == UInt8(ascii: "{"), !isText else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{") {
                literal.append(UInt8(ascii: "{"))
                index += 2
                continue
            }
            var end = index
            while end < bytes.count, bytes[end] != UInt8(ascii: "}") { end += 1 }
            guard end < bytes.count else { throw Problem(kind: .unclosed, offset: index) }
            append(literal: &literal)
            try append(name: bytes.extracting(index + 1..<end).text, index, allowsGroups)
            index = end + 1
        }
        append(literal: &literal)
    }

    /// A text without any `{…}`, taken as it is.
    package init(literal text: String) {
        if !text.isEmpty { parts = [.literal(text)] }
    }

    /// The text of a template in which nothing stands for anything; nil for any other.
    package var literalText: String? {
        switch parts.count {
        case 0: return ""
        case 1:
            guard case .literal(let text) = parts[0] else { return nil }
            return text
        default: return nil
        }
    }

    /// The same template, in which the captures of these names are not asked for.
    func withoutCaptures(named names: Set<String>) -> Template {
        var result = self
        result.captures.removeAll { names.contains($0.name) }
        return result
    }

    private mutating func append(literal: inout [UInt8]) {
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal.removeAll(keepingCapacity: true)
    }

    private mutating func append(name: String, _ offset: Int, _ allowsGroups: Bool) throws(Problem) {
        if name.hasPrefix("request.") || name.hasPrefix("route.") {
            guard let known = Template.known.first(where: { $0.name == name }) else {
                throw Problem(kind: .unknownValue(name), offset: offset)
            }
            parts.append(.value(known.value))
            return
        }
        if allowsGroups, (1...3).contains(name.utf8.count), let number = Int(name), number >= 0 {
            parts.append(.value(.group(number)))
            return
        }
        // `{rest+}` may be written where `{rest}` is meant, as it stands in the match.
        let capture = name.utf8.last == UInt8(ascii: "+") ? String(Substring(name.utf8.dropLast())) : name
        guard CaptureName.isValid(capture.utf8.span) else {
            throw Problem(kind: .name(name), offset: offset)
        }
        captures.append(CaptureUse(name: capture, offset: offset))
        parts.append(.value(.capture(capture)))
    }
}
