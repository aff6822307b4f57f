/// What the text of a regex tells without running it; in doubt it tells nothing.
struct RegexText {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The whole path segments that every match begins with: `["api", "v1"]` for `/api/v1/(\d+)`.
    var leadingSegments: [String] {
        guard !hasTopLevelAlternation else { return [] }
        var literal = leadingLiteral
        guard literal.first == UInt8(ascii: "/"), let last = literal.lastIndex(of: UInt8(ascii: "/")) else {
            return []
        }
        literal = Array(literal[..<last])
        return literal.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether every match begins with a slash and some other literal byte, so that some path may match.
    var beginsLikePath: Bool {
        let literal = leadingLiteral
        return literal.count > 1 && literal[0] == UInt8(ascii: "/") && !hasTopLevelAlternation
    }

    /// A repeated group that itself repeats something without end, as in `(a+)+`: the time such a pattern takes
    /// can double with every character.
    var hasNestedQuantifiers: Bool {
        var isRepeating: [Bool] = []
        var index = 0
        while index < bytes.count {
            let unit = self.unit(at: index)
            index = unit.upperBound
            if bytes[unit.lowerBound] == UInt8(ascii: "("), unit.count == 1 {
                isRepeating.append(false)
                continue
            }
            let isGroupEnd = bytes[unit.lowerBound] == UInt8(ascii: ")") && unit.count == 1
            let isInnerRepeating = isGroupEnd ? isRepeating.popLast() ?? false : false
            let quantifier = self.quantifier(at: index)
            if quantifier.isEndless {
                if isInnerRepeating { return true }
                if !isRepeating.isEmpty { isRepeating[isRepeating.count - 1] = true }
            } else if isInnerRepeating, !isRepeating.isEmpty {
                isRepeating[isRepeating.count - 1] = true
            }
            index += quantifier.length
        }
        return false
    }

    private var leadingLiteral: [UInt8] {
        var literal: [UInt8] = []
        var index = bytes.first == UInt8(ascii: "^") ? 1 : 0
        while index < bytes.count {
            let unit = self.unit(at: index)
            guard let byte = literalByte(in: unit), !isQuantifier(at: unit.upperBound) else { break }
            literal.append(byte)
            index = unit.upperBound
        }
        return literal
    }

    /// The one byte that a unit stands for, where it does.
    func literalByte(in unit: Range<Int>) -> UInt8? {
        let first = bytes[unit.lowerBound]
        if first == UInt8(ascii: "\\") {
            guard unit.count == 2 else { return nil }
            let escaped = bytes[unit.lowerBound + 1]
            let isPunctuation = escaped > 0x20 && escaped < 0x7f && !isWordByte(escaped)
            return isPunctuation ? escaped : nil
        }
        guard unit.count == 1, first > 0x20, first < 0x7f else { return nil }
        switch first {
        case UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "|"),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "{"):
            return nil
        default: return first
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    var hasTopLevelAlternation: Bool {
        var depth = 0
        var index = 0
        while index < bytes.count {
            let unit = self.unit(at: index)
            if unit.count == 1 {
                switch bytes[index] {
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")"): depth -= 1
                case UInt8(ascii: "|") where depth == 0: return true
                default: break
                }
            }
            index = unit.upperBound
        }
        return false
    }

    /// The escape, class, quotation or single byte that begins at the index.
    func unit(at index: Int) -> Range<Int> {
        switch bytes[index] {
        case UInt8(ascii: "\\"):
            guard index + 1 < bytes.count else { return index..<bytes.count }
            return bytes[index + 1] == UInt8(ascii: "Q")
                ? index..<quotationEnd(from: index + 2) : index..<index + 2
        case UInt8(ascii: "["): return index..<classEnd(from: index + 1)
        default: return index..<index + 1
        }
    }

    private func quotationEnd(from start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "E") { return index + 2 }
            index += 1
        }
        return bytes.count
    }

    private func classEnd(from start: Int) -> Int {
        var index = start
        if index < bytes.count, bytes[index] == UInt8(ascii: "^") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") { index += 1 }
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "]"): return index + 1
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "[") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: ":"):
                index = posixClassEnd(from: index + 2)
            default: index += 1
            }
        }
        return bytes.count
    }

    private func posixClassEnd(from start: Int) -> Int {
        guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")), colon + 1 < bytes.count else {
            return start
        }
        return bytes[colon + 1] == UInt8(ascii: "]") ? colon + 2 : start
    }

    func isQuantifier(at index: Int) -> Bool {
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "{"): return true
        default: return false
        }
    }

    /// The quantifier at the index, with its `?`; one that ends in `+` is possessive and never tries again.
    private func quantifier(at index: Int) -> (length: Int, isEndless: Bool) {
        guard index < bytes.count else { return (0, false) }
        var length = 1
        var isEndless = true
        switch bytes[index] {
        case UInt8(ascii: "*"), UInt8(ascii: "+"): break
        case UInt8(ascii: "?"): isEndless = false
        case UInt8(ascii: "{"):
            guard let close = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else { return (0, false) }
            length = close - index + 1
            isEndless = bytes[close - 1] == UInt8(ascii: ",")
        default: return (0, false)
        }
        guard index + length < bytes.count else { return (length, isEndless) }
        switch bytes[index + length] {
        case UInt8(ascii: "+"): return (length + 1, false)
        case UInt8(ascii: "?"): return (length + 1, isEndless)
        default: return (length, isEndless)
        }
    }
}
