/// A text that a simple regex matches: the first of each choice, the least of each repetition but one.
///
/// It is a guess: what it makes is only ever asked of the regex itself.
struct RegexSample {
    /// Nil for a regex that is not simple: back references, assertions, properties.
    let text: String?

    init(_ pattern: String) {
        var reader = RegexSampleReader(rest: Array(pattern.unicodeScalars)[...])
        let sample = reader.choice(depth: 0)
        text = reader.rest.isEmpty ? sample : nil
    }
}

private struct RegexSampleReader {
    var rest: ArraySlice<Unicode.Scalar>

    /// Alternatives up to a closing bracket; the first one's text.
    mutating func choice(depth: Int) -> String? {
        guard depth < 20 else { return nil }
        var first: String?
        while true {
            guard let text = sequence(depth: depth) else { return nil }
            first = first ?? text
            guard rest.first == "|" else { return first }
            rest = rest.dropFirst()
        }
    }

    private mutating func sequence(depth: Int) -> String? {
        var text = ""
        while let next = rest.first, next != "|", next != ")" {
            rest = rest.dropFirst()
            guard let atom = atom(next, depth: depth), let count = repetitions() else { return nil }
            text += String(repeating: atom, count: count)
        }
        return text
    }

    private mutating func atom(_ first: Unicode.Scalar, depth: Int) -> String? {
        switch first {
        case "^", "$": return ""
        case ".": return "a"
        case "\\": return escape()
        case "[": return set()
        case "(":
            guard skipGroupHead(), let text = choice(depth: depth + 1), rest.first == ")" else { return nil }
            rest = rest.dropFirst()
            return text
        case "*", "+", "?", "{": return nil
        default: return String(first)
        }
    }

    private mutating func escape() -> String? {
        guard let next = rest.popFirst() else { return nil }
        switch next {
        case "d": return "1"
        case "w": return "a"
        case "s": return " "
        case "A", "z", "Z", "b": return ""
        case "a"..."z", "A"..."Z", "0"..."9": return nil
        default: return String(next)
        }
    }

    /// The first member of a set; one that is negated has a guess.
    private mutating func set() -> String? {
        let isNegated = rest.first == "^"
        if isNegated { rest = rest.dropFirst() }
        var first: String?
        while let next = rest.popFirst() {
            if next == "]", first != nil { return isNegated ? "a" : first }
            if next == "[", rest.first == ":" { return nil }
            let member = next == "\\" ? escape() : String(next)
            first = first ?? member
        }
        return nil
    }

    /// `(?:`, `(?<name>`, `(?P<name>` and a plain bracket; false for any other.
    private mutating func skipGroupHead() -> Bool {
        guard rest.first == "?" else { return true }
        rest = rest.dropFirst()
        if rest.first == ":" {
            rest = rest.dropFirst()
            return true
        }
        if rest.first == "P" { rest = rest.dropFirst() }
        guard rest.first == "<", let second = rest.dropFirst().first, second != "=", second != "!",
            let end = rest.firstIndex(of: ">")
        else { return false }
        rest = rest[(end + 1)...]
        return true
    }

    /// How often the atom stands; nil where the braces are none.
    private mutating func repetitions() -> Int? {
        guard let next = rest.first, ["*", "+", "?", "{"].contains(next) else { return 1 }
        rest = rest.dropFirst()
        var count = 1
        if next == "{" {
            guard let end = rest.firstIndex(of: "}") else { return nil }
            let digits = rest[..<end].prefix { ("0"..."9").contains($0) }
            guard let least = Int(String(String.UnicodeScalarView(digits))), least < 1000 else { return nil }
            count = max(1, least)
            rest = rest[(end + 1)...]
        }
        if rest.first == "?" || rest.first == "+" { rest = rest.dropFirst() }
        return count
    }
}
