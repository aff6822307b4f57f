/// The `name=value` pairs of a query as byte ranges, in order, as HTML forms write them.
struct QueryPairs: Sequence {
    struct Pair {
        let name: Range<Int>
        /// Empty where the pair has no `=`.
        let value: Range<Int>
        /// The pair as a whole.
        let whole: Range<Int>
    }

    private let pairs: [Pair]

    init(_ bytes: Span<UInt8>) {
        var pairs: [Pair] = []
        var start = 0
        while start < bytes.count {
            var end = start
            var equals: Int?
            while end < bytes.count, bytes[end] != UInt8(ascii: "&") {
                if equals == nil, bytes[end] == UInt8(ascii: "=") { equals = end }
                end += 1
            }
            let value = equals.map { $0 + 1..<end } ?? end..<end
            if end > start {
                pairs.append(Pair(name: start..<(equals ?? end), value: value, whole: start..<end))
            }
            start = end + 1
        }
        self.pairs = pairs
    }

    func makeIterator() -> IndexingIterator<[Pair]> {
        pairs.makeIterator()
    }

    /// Whether a part of a query holds escapes or `+`.
    static func isEncoded(_ part: Span<UInt8>) -> Bool {
        for index in part.indices where part[index] == UInt8(ascii: "%") || part[index] == UInt8(ascii: "+") {
            return true
        }
        return false
    }

    /// Whether a part of a query, decoded, is the text.
    static func isEqual(_ part: Span<UInt8>, _ text: String) -> Bool {
        guard isEncoded(part) else { return part.isEqual(to: text.utf8.span) }
        return PercentCoding.decoded(part, plusIsSpace: true).span.isEqual(to: text.utf8.span)
    }
}
