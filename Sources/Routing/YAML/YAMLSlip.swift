/// What is behind a failure of libyaml in an operator's words, and how to read on.
struct YAMLSlip {
    static let tooDeep = "too deep"

    let diagnostic: Diagnostic
    /// Bytes to replace so that libyaml gets past this place; empty when the rest can't be read.
    private(set) var repair: [Int: UInt8] = [:]

    init(_ failure: YAMLFailure, _ source: SourceText, _ bytes: [UInt8]) {
        let line = source.lineRange(around: failure.offset)
        let text = PlainText(line: line, bytes: bytes)
        if failure.problem == YAMLSlip.tooDeep {
            diagnostic = .nestedTooDeeply(at: Place(source, failure.offset..<failure.offset + 1))
        } else if let braces = text.braces(around: failure.offset) {
            diagnostic = .unquotedBraces(Place(source, text.value(around: braces)))
            repair = [braces.lowerBound: UInt8(ascii: "("), braces.upperBound - 1: UInt8(ascii: ")")]
        } else if let start = YAMLSlip.forbiddenStart(failure, bytes) {
            diagnostic = .unquotedStart(Place(source, text.value(around: start..<start + 1)))
            repair = [start: UInt8(ascii: "x")]
        } else if failure.problem.hasPrefix("found unknown escape"), bytes.indices.contains(failure.offset) {
            diagnostic = .unknownEscape(at: Place(source, failure.offset..<failure.offset + 2))
            repair = [failure.offset: UInt8(ascii: "x")]
        } else {
            diagnostic = YAMLSlip.inOurWords(failure, source) ?? YAMLSlip.inTheirWords(failure, source)
        }
    }

    /// The character that no plain text may begin with: `*`, `&`, `@`, `` ` ``, `%`.
    private static func forbiddenStart(_ failure: YAMLFailure, _ bytes: [UInt8]) -> Int? {
        let isToken = failure.problem.hasPrefix("found character that cannot start any token")
        let isAlias = failure.context.hasPrefix("while scanning an a")
        guard isToken || isAlias else { return nil }
        let start = isAlias ? failure.contextOffset ?? failure.offset : failure.offset
        guard start < bytes.count, "*&@`%".utf8.contains(bytes[start]) else { return nil }
        return start
    }

    private static func inOurWords(_ failure: YAMLFailure, _ source: SourceText) -> Diagnostic? {
        let here = Place(source, failure.offset..<failure.offset + 1)
        let opening = failure.contextOffset.map { Place(source, $0..<$0 + 1) } ?? here
        let isScalar = failure.context.hasPrefix("while scanning a quoted scalar")
        switch failure.problem {
        case _ where failure.problem.hasPrefix("mapping values are not allowed"): return .strayColon(at: here)
        case _ where failure.problem.hasPrefix("could not find expected ':'"):
            return .missingColon(at: opening)
        case _ where failure.problem.hasPrefix("did not find expected key"),
            _ where failure.problem.hasPrefix("did not find expected '-'"):
            return .strayIndentation(at: here, opening)
        case _ where isScalar: return .unclosed("quote", at: opening)
        case _ where failure.problem.hasPrefix("did not find expected ',' or"):
            // Where the line has changed, what was never closed is the better explanation.
            guard opening.start.line != here.start.line else { return nil }
            return .unclosed("bracket", at: opening, found: here.text.isEmpty ? nil : here)
        default: return nil
        }
    }

    private static func inTheirWords(_ failure: YAMLFailure, _ source: SourceText) -> Diagnostic {
        let isAtEnd = source.bytes[min(failure.offset, source.bytes.count)...].allSatisfy { $0 <= 0x20 }
        // What was never closed is found at the end of the file; it is to be mended where it was opened.
        let offset = isAtEnd ? failure.contextOffset ?? failure.offset : failure.offset
        let context = failure.contextOffset.map { start in
            Diagnostic.Related(failure.context, at: Place(source, start..<start + 1))
        }
        return .yamlSyntax(
            failure.problem,
            at: Place(source, offset..<offset + 1),
            related: isAtEnd || context?.place.bytes.lowerBound == offset ? nil : context
        )
    }
}

/// A line with a text that stands in it without quotes.
private struct PlainText {
    let line: Range<Int>
    let bytes: [UInt8]

    /// The braces of a `{id}` or `${NAME}` in a plain text, where libyaml saw a map.
    func braces(around offset: Int) -> Range<Int>? {
        guard line.contains(offset) else { return nil }
        let before = bytes[line.lowerBound..<offset].lastIndex { $0 != 0x20 }
        guard let before else { return nil }
        if bytes[offset] == UInt8(ascii: "{"), isText(bytes[before]) {
            guard let close = bytes[offset..<line.upperBound].firstIndex(of: UInt8(ascii: "}")) else {
                return nil
            }
            return offset..<close + 1
        }
        // `{id}/rest`: the map was read, and the text behind it was not expected.
        guard isText(bytes[offset]), bytes[before] == UInt8(ascii: "}") else { return nil }
        guard let open = bytes[line.lowerBound..<before].lastIndex(of: UInt8(ascii: "{")) else { return nil }
        return open..<before + 1
    }

    /// The whole text around a place in it: from the `: `, `, ` or bracket before it to the one behind it.
    func value(around inner: Range<Int>) -> Range<Int> {
        var start = inner.lowerBound
        while start > line.lowerBound, !opens(at: start - 1) { start -= 1 }
        while start < inner.lowerBound, bytes[start] == 0x20 { start += 1 }
        var end = inner.upperBound
        var open = 0
        while end < line.upperBound, !closes(at: end) {
            if bytes[end] == UInt8(ascii: "{") { open += 1 }
            if bytes[end] == UInt8(ascii: "}") { open -= 1 }
            if open < 0 { break }
            end += 1
        }
        while end > inner.upperBound, bytes[end - 1] == 0x20 { end -= 1 }
        return start..<end
    }

    private func isText(_ byte: UInt8) -> Bool { byte > 0x20 && !"{}[],".utf8.contains(byte) }

    private func opens(at index: Int) -> Bool {
        if "[{,\"'".utf8.contains(bytes[index]) { return true }
        let isMark = bytes[index] == UInt8(ascii: ":") || bytes[index] == UInt8(ascii: "-")
        return isMark && index + 1 < bytes.count && bytes[index + 1] == 0x20
    }

    private func closes(at index: Int) -> Bool {
        if "],\"'".utf8.contains(bytes[index]) { return true }
        return bytes[index] == UInt8(ascii: "#") && bytes[index - 1] == 0x20
    }
}
