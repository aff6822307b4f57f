/// One JSON line of the bootstrap's log: flat, its members texts, numbers or truth values.
struct LogLine {
    private let members: [String: String]

    /// Reads what there is; a line that is no flat object loses its rest.
    init(_ line: String) {
        var members: [String: String] = [:]
        var rest = Array(line.unicodeScalars.dropFirst())[...]
        while let name = LogLine.text(&rest), rest.first == ":" {
            rest.removeFirst()
            guard let value = rest.first == "\"" ? LogLine.text(&rest) : LogLine.word(&rest) else { break }
            members[name] = value
            guard rest.first == "," else { break }
            rest.removeFirst()
        }
        self.members = members
    }

    subscript(name: String) -> String? { members[name] }

    private static func word(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        let word = rest.prefix { $0 != "," && $0 != "}" }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : string(word)
    }

    private static func text(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        guard rest.popFirst() == "\"" else { return nil }
        var result: [Unicode.Scalar] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return string(result[...])
            case "\\": result += escaped(&rest)
            default: result.append(scalar)
            }
        }
        return nil
    }

    /// Escapes of control characters stay as they are, so that the terminal shows them and does not obey them.
    private static func escaped(_ rest: inout ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        switch rest.popFirst() {
        case let plain? where plain == "\"" || plain == "\\" || plain == "/": [plain]
        case let other?: ["\\", other]
        case nil: []
        }
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }
}
