/// What is behind a failure of libyaml in an operator's words, and how to read on.
struct YAMLSlip {
    static let tooDeep = "too deep"

    let diagnostic: Diagnostic
    /// Bytes to replace so that libyaml gets past this place; empty when the rest can't be read.
    private(set) var repair: [Int: UInt8] = [:]

    init(_ failure: YAMLFailure, _ source: SourceText, _ bytes: [UInt8]) {
        let line = source.lineRange(around: failure.offset)
        if failure.problem == YAMLSlip.tooDeep {
            diagnostic = .nestedTooDeeply(at: Place(source, failure.offset..<failure.offset + 1))
        } else if let braces = YAMLSlip.unquotedBraces(around: failure.offset, in: line, bytes) {
            let value = YAMLSlip.value(around: braces, in: line, bytes)
            diagnostic = .unquotedBraces(Place(source, value))
            repair = [braces.lowerBound: UInt8(ascii: "("), braces.upperBound - 1: UInt8(ascii: ")")]
        } else if let start = YAMLSlip.forbiddenStart(failure, bytes) {
            diagnostic = .unquotedStart(
                Place(source, YAMLSlip.value(around: start..<start + 1, in: line, bytes))
            )
            repair = [start: UInt8(ascii: "x")]
        } else if failure.problem.hasPrefix("mapping values are not allowed") {
            diagnostic = .strayColon(at: Place(source, failure.offset..<failure.offset + 1))
        } else {
            diagnostic = YAMLSlip.inTheirWords(failure, source)
        }
    }

    /// The braces of a `{id}` or `${NAME}` in a plain text, where libyaml saw a map.
    private static func unquotedBraces(around offset: Int, in line: Range<Int>, _ bytes: [UInt8]) -> Range<
        Int
    >? {
        guard line.contains(offset) else { return nil }
        if bytes[offset] == UInt8(ascii: "{"), offset > line.lowerBound, isText(bytes[offset - 1]) {
            guard let close = bytes[offset..<line.upperBound].firstIndex(of: UInt8(ascii: "}")) else {
                return nil
            }
            return offset..<close + 1
        }
        // `{id}/rest`: the map was read, and the text behind it was not expected.
        guard isText(bytes[offset]), offset > line.lowerBound, bytes[offset - 1] == UInt8(ascii: "}") else {
            return nil
        }
        guard let open = bytes[line.lowerBound..<offset].lastIndex(of: UInt8(ascii: "{")) else { return nil }
        return open..<offset
    }

    private static func isText(_ byte: UInt8) -> Bool {
        byte > 0x20 && !"{}[],".utf8.contains(byte)
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

    /// The whole text around a place in it, as far as a person would quote it.
    private static func value(around inner: Range<Int>, in line: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
        let ends: (UInt8) -> Bool = { $0 <= 0x20 || ",[]\"'".utf8.contains($0) }
        var start = inner.lowerBound
        while start > line.lowerBound, !ends(bytes[start - 1]), bytes[start - 1] != UInt8(ascii: "{") {
            start -= 1
        }
        var end = inner.upperBound
        var open = 0
        while end < line.upperBound, !ends(bytes[end]) {
            if bytes[end] == UInt8(ascii: "{") { open += 1 }
            if bytes[end] == UInt8(ascii: "}") { open -= 1 }
            if open < 0 { break }
            end += 1
        }
        return start..<end
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
            while: failure.context,
            at: Place(source, offset..<offset + 1),
            related: isAtEnd || context?.place.bytes.lowerBound == offset ? nil : context
        )
    }
}
