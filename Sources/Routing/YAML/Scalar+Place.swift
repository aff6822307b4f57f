extension Node {
    /// Where a range of UTF-8 offsets of `text` stands; for what a variable holds, the variable's place.
    ///
    /// Where the text and source can't be put side by side (block scalars, folded lines), the whole value's place.
    package func place(of range: Range<Int>) -> Place {
        guard let scalar else { return place }
        for variable in scalar.variables {
            let overlaps = variable.range.overlaps(range)
            if overlaps || (range.isEmpty && variable.range.contains(range.lowerBound)) {
                return variable.place
            }
        }
        guard let starts = SourceOffsets(of: self, scalar: scalar)?.starts else { return place }
        guard range.lowerBound < starts.count, range.upperBound < starts.count else { return place }
        return Place(
            place.source,
            starts[range.lowerBound]..<max(starts[range.lowerBound], starts[range.upperBound])
        )
    }
}

/// For each UTF-8 offset of a scalar's text, and for its end, the byte of the file where it comes from.
private struct SourceOffsets {
    private(set) var starts: [Int] = []

    init?(of node: Node, scalar: Scalar) {
        let bytes = node.place.text
        guard let first = bytes.first else { return nil }
        let isQuoted = !scalar.isPlain && (first == UInt8(ascii: "\"") || first == UInt8(ascii: "'"))
        guard isQuoted || scalar.isPlain, !bytes.contains(where: { $0 == 0x0a || $0 == 0x0d }) else {
            return nil
        }
        let inner = isQuoted ? bytes.dropFirst().dropLast() : bytes
        map(inner, quote: isQuoted ? first : 0)
        replaceVariables(scalar)
        guard starts.count == scalar.text.utf8.count + 1 else { return nil }
    }

    /// One entry for each byte that the YAML text stands for, and one for the end.
    private mutating func map(_ bytes: ArraySlice<UInt8>, quote: UInt8) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let (source, decoded) = step(bytes[index...], quote: quote)
            for offset in 0..<decoded { starts.append(index + (decoded == source ? offset : 0)) }
            index += source
        }
        starts.append(bytes.endIndex)
    }

    /// How many bytes of source the next character takes, and how many bytes of text it makes.
    private func step(_ rest: ArraySlice<UInt8>, quote: UInt8) -> (source: Int, decoded: Int) {
        let second = rest.dropFirst().first
        if quote == UInt8(ascii: "'"), rest.first == quote, second == quote { return (2, 1) }
        guard quote == UInt8(ascii: "\""), rest.first == UInt8(ascii: "\\"), let second else { return (1, 1) }
        let digits: Int
        switch second {
        case UInt8(ascii: "x"): digits = 2
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "U"): digits = 8
        case UInt8(ascii: "N"), UInt8(ascii: "_"): return (2, 2)
        case UInt8(ascii: "L"), UInt8(ascii: "P"): return (2, 3)
        default: return (2, 1)
        }
        let hex = rest.dropFirst(2).prefix(digits)
        let value = UInt32(String(decoding: hex, as: UTF8.self), radix: 16) ?? 0
        return (2 + hex.count, Unicode.Scalar(value).map { UTF8.width($0) } ?? 1)
    }

    /// Brings the offsets of the written text to those of the expanded one.
    private mutating func replaceVariables(_ scalar: Scalar) {
        guard !scalar.variables.isEmpty || scalar.text != scalar.written else { return }
        let written = starts
        starts = []
        let source = Array(scalar.written.utf8)
        guard source.count + 1 == written.count else { return }
        var variables = scalar.variables[...]
        var index = 0
        while index < source.count {
            if source[index...].starts(with: VariableSyntax.escape) {
                starts += [written[index], written[index + 2]]
                index += 3
            } else if let variable = variables.first, starts.count == variable.range.lowerBound,
                source[index...].starts(with: VariableSyntax.opening)
            {
                starts += variable.range.map { _ in written[index] }
                index = (source[index...].firstIndex(of: UInt8(ascii: "}")) ?? source.count - 1) + 1
                variables = variables.dropFirst()
            } else {
                starts.append(written[index])
                index += 1
            }
        }
        starts.append(written[source.count])
    }
}
