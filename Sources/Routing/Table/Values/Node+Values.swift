extension Node {
    /// A whole number; nil for anything else, which the shape check has reported.
    package var integer: Int? {
        guard let text = unquoted else { return nil }
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// `true` or `false`; YAML 1.1's other words for them are text here.
    package var boolean: Bool? {
        switch unquoted {
        case "true": return true
        case "false": return false
        default: return nil
        }
    }

    /// The text of a scalar without quotes, or of one with variables.
    private var unquoted: String? {
        guard let scalar, scalar.isPlain || !scalar.variables.isEmpty else { return nil }
        return scalar.text
    }

    /// A duration (GEP-2257); nil for anything else, which the shape check has reported.
    package var duration: Duration? { text.flatMap(DurationText.parse) }

    /// A number of bytes; nil for anything else, which the shape check has reported.
    package var size: Int? { text.flatMap(SizeText.parse) }

    /// The texts of a list, or the one text that stands for a list of one; what is no text is left out.
    package var texts: [String] { elements.compactMap(\.text) }
}
