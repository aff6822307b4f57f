extension RegexText {
    /// Something that every match of the regex holds and no path does, since paths are matched in their encoded form.
    struct Impossible: Equatable {
        enum Reason: Equatable {
            /// A byte that stands in paths only as an escape.
            case unencoded
            /// The hexadecimal digits of an escape, of which one is in lower case.
            case lowerCaseEscape
            /// The `?` of a query.
            case query
        }

        let reason: Reason
        /// In the regex's text.
        let range: Range<Int>
    }

    /// The first of what no path holds; nil where there is none, or where a group, an alternative, an option or a
    /// quantifier makes it uncertain.
    var impossibleInPaths: Impossible? {
        guard !hasTopLevelAlternation, !hasOptions else { return nil }
        var depth = 0
        var index = 0
        while index < bytes.count {
            let unit = self.unit(at: index)
            let first = bytes[index]
            if unit.count == 1, first == UInt8(ascii: "(") { depth += 1 }
            if unit.count == 1, first == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0, let found = impossible(at: unit), !isQuantifier(at: found.range.upperBound) {
                return found
            }
            index = unit.upperBound
        }
        return nil
    }

    /// Whether the text has `(?i)`, `(?x:…)`, `(*UTF)` and the like, which give its bytes another meaning.
    private var hasOptions: Bool {
        bytes.indices.dropLast(2).contains { index in
            let isOpening = bytes[index] == UInt8(ascii: "(")
            let third = bytes[index + 2]
            let isLetter = (0x61...0x7a).contains(third | 0x20) && third != UInt8(ascii: "P")
            let isOption = isLetter || third == UInt8(ascii: "^") || third == UInt8(ascii: "-")
            return isOpening
                && (bytes[index + 1] == UInt8(ascii: "*")
                    || bytes[index + 1] == UInt8(ascii: "?") && isOption)
        }
    }

    private func impossible(at unit: Range<Int>) -> Impossible? {
        switch bytes[unit.lowerBound] {
        case 0x80...:
            let end = bytes[unit.upperBound...].firstIndex { $0 & 0xc0 != 0x80 } ?? bytes.count
            return Impossible(reason: .unencoded, range: unit.lowerBound..<end)
        case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "#"):
            return Impossible(reason: .unencoded, range: unit)
        case UInt8(ascii: "\\") where literalByte(in: unit) == UInt8(ascii: "?"):
            return Impossible(reason: .query, range: unit)
        case UInt8(ascii: "%"):
            let end = unit.lowerBound + 3
            guard end <= bytes.count else { return nil }
            let digits = bytes[unit.upperBound..<end]
            let isLower = digits.contains { (0x61...0x66).contains($0) }
            guard isLower, digits.allSatisfy({ $0.hexValue != nil }) else { return nil }
            return Impossible(reason: .lowerCaseEscape, range: unit.lowerBound..<end)
        default: return nil
        }
    }
}
