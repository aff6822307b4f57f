package import Messages

/// One entry of `match.headers`.
///
/// A class, since copying all that is in it costs more than asking it.
package final class HeaderCondition: Sendable {
    package let name: FieldName
    package let test: TextTest

    package init(_ name: FieldName, _ test: TextTest) {
        self.name = name
        var test = test
        test.exact = test.exact.map(HeaderCondition.withoutCommaSpace)
        test.prefix = test.prefix.map(HeaderCondition.withoutCommaSpace)
        test.suffix = test.suffix.map(HeaderCondition.withoutCommaSpace)
        test.contains = test.contains.map(HeaderCondition.withoutCommaSpace)
        self.test = test
    }

    func holdsCheaply(for subject: Subject) -> Bool {
        withValue(in: subject.request.fields) { test.holdsCheaply(for: $0) } ?? test.holdsForNone
    }

    func regexHolds(for subject: Subject) throws(RegexFailure) -> Bool {
        guard let regex = test.regex else { return true }
        return try withValue(in: subject.request.fields) { value throws(RegexFailure) in
            try regex.matches(value, isUTF8: false)
        } ?? false
    }

    /// Calls `body` with the value that is compared: repeats joined by `,`, no spaces around commas; nil where
    /// the field is absent.
    func withValue<Result, Failure: Error>(
        in fields: Fields,
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let first = fields.firstIndex(of: name) else { return nil }
        guard fields.lines[(first + 1)...].contains(where: { fields.isNamed(name, $0) }) else {
            let value = fields.bytes.span.extracting(fields.lines[first].value)
            guard value.hasCommaSpace else { return try body(value) }
            return try body(HeaderCondition.withoutCommaSpace(value).span)
        }
        let values = fields[fields: name].map(\.valueBytes)
        let joined = Array(values.joined(separator: HeaderCondition.separator(of: name)))
        return try body(HeaderCondition.withoutCommaSpace(joined.span).span)
    }

    private static func separator(of name: FieldName) -> [UInt8] {
        name == .cookie ? [UInt8(ascii: ";"), UInt8(ascii: " ")] : [UInt8(ascii: ",")]
    }

    private static func withoutCommaSpace(_ text: String) -> String {
        String(decoding: withoutCommaSpace(text.utf8.span), as: UTF8.self)
    }

    private static func withoutCommaSpace(_ value: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(value.count)
        for index in value.indices {
            let byte = value[index]
            if byte == UInt8(ascii: ",") {
                while result.last?.isSpaceOrTab == true { result.removeLast() }
                result.append(byte)
            } else if !byte.isSpaceOrTab || result.last != UInt8(ascii: ",") {
                result.append(byte)
            }
        }
        return result
    }
}

extension Span<UInt8> {
    fileprivate var hasCommaSpace: Bool {
        for index in indices where self[index] == UInt8(ascii: ",") {
            if index > 0, self[index - 1].isSpaceOrTab { return true }
            if index + 1 < count, self[index + 1].isSpaceOrTab { return true }
        }
        return false
    }
}

extension UInt8 {
    fileprivate var isSpaceOrTab: Bool { self == 0x20 || self == 0x09 }
}

extension HeaderCondition {
    static let key = Key(
        .headers,
        .names(NamesShape("header", TextTest.shape, ignoresCase: true)),
        "Header fields by name, without case; repeats are compared joined by `,`.",
        example: "{x-github-event: {regex: push|pull_request}}",
        standard: "any headers"
    )

    /// Nil where the name is none, which is reported.
    static func read(_ entry: Node.Entry, _ findings: inout Findings) -> HeaderCondition? {
        let test = TextTest.read(entry.value, &findings)
        return HeaderNames.read(entry.key, &findings).map { HeaderCondition($0, test) }
    }
}
