import Messages

/// One entry of `match.query`; a class as ``HeaderCondition`` is.
package final class QueryCondition: Sendable {
    package let name: String
    package let test: TextTest

    package init(_ name: String, _ test: TextTest) {
        self.name = name
        self.test = test
    }

    func holdsCheaply(for subject: Subject) -> Bool {
        withValue(in: subject.request.query) { test.holdsCheaply(for: $0) } ?? test.holdsForNone
    }

    func regexHolds(for subject: Subject) throws(RegexFailure) -> Bool {
        guard let regex = test.regex else { return true }
        return try withValue(in: subject.request.query) { value throws(RegexFailure) in
            try regex.matches(value, isUTF8: false)
        } ?? false
    }

    /// Calls `body` with the parameter's first value, decoded once, `+` as a space; nil where it is absent.
    func withValue<Result, Failure: Error>(
        in query: String?,
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let query else { return nil }
        let bytes = query.utf8.span
        for pair in QueryPairs(bytes) where QueryPairs.isEqual(bytes.extracting(pair.name), name) {
            let value = bytes.extracting(pair.value)
            guard QueryPairs.isEncoded(value) else { return try body(value) }
            return try body(PercentCoding.decoded(value, plusIsSpace: true).span)
        }
        return nil
    }
}

extension QueryCondition {
    static let key = Key(
        .query,
        .names(NamesShape("parameter", TextTest.shape)),
        "Query parameters by name: the first value, decoded once, `+` as a space.",
        example: "{version: \"2\"}",
        standard: "any query"
    )

    /// Nil where the name is unknown as yet.
    static func read(_ entry: Node.Entry, _ findings: inout Findings) -> QueryCondition? {
        let test = TextTest.read(entry.value, &findings)
        return entry.key.text.map { QueryCondition($0, test) }
    }
}
