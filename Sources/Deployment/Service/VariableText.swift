/// A text of a service file, cut into what stands literally and the variables in it.
struct VariableText {
    enum Part {
        case literal(String)
        case variable(Reference)
    }

    /// `${a:b, c:d, 'text'}`: the first choice that has a value counts.
    struct Reference {
        /// Each without spaces around it; may hold variables itself.
        let choices: [String]
        /// UTF-8 offsets in the text, braces included.
        let range: Range<Int>
        /// As it stands in the text.
        let written: String
    }

    /// In order; adjacent literals are one.
    private(set) var parts: [Part] = []
    private let bytes: [UInt8]
    private var literal: [UInt8] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if let reference = reference(at: index) {
                flush()
                parts.append(.variable(reference))
                index = reference.range.upperBound
            } else {
                literal.append(bytes[index])
                index += 1
            }
        }
        flush()
    }

    /// The one variable that the whole text is.
    var only: Reference? {
        guard parts.count == 1, case .variable(let reference) = parts[0] else { return nil }
        return reference
    }

    var hasVariables: Bool {
        parts.contains { if case .variable = $0 { true } else { false } }
    }

    private mutating func flush() {
        guard !literal.isEmpty else { return }
        parts.append(.literal(String(decoding: literal, as: UTF8.self)))
        literal = []
    }

    private func reference(at start: Int) -> Reference? {
        guard bytes[start...].starts(with: "${".utf8), let end = closing(from: start) else { return nil }
        let inner = bytes[(start + 2)..<(end - 1)]
        guard VariableSource.isOne(String(decoding: inner, as: UTF8.self)) else { return nil }
        return Reference(
            choices: choices(inner),
            range: start..<end,
            written: String(decoding: bytes[start..<end], as: UTF8.self)
        )
    }

    /// The offset behind the brace that closes the one at `start`.
    private func closing(from start: Int) -> Int? {
        var depth = 0
        var index = start
        while index < bytes.count {
            if bytes[index...].starts(with: "${".utf8) {
                depth += 1
                index += 1
            } else if bytes[index] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index + 1 }
            }
            index += 1
        }
        return nil
    }

    private func choices(_ inner: ArraySlice<UInt8>) -> [String] {
        var choices: [String] = []
        var depth = 0
        var quote: UInt8?
        var start = inner.startIndex
        for index in inner.indices {
            let byte = inner[index]
            if let open = quote {
                if byte == open { quote = nil }
                continue
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): quote = byte
            case UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                choices.append(VariableText.trimmed(inner[start..<index]))
                start = index + 1
            default: break
            }
        }
        return choices + [VariableText.trimmed(inner[start...])]
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x0a }
        let body = bytes.drop(while: isSpace)
        let end = body.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? body.startIndex
        return String(decoding: body[..<end], as: UTF8.self)
    }
}
