import Messages

extension QueryRewrite {
    /// The query after the rewrite; nil for none.
    ///
    /// What is not changed stays byte for byte.
    func query(from query: String?, _ values: TemplateValues) -> String? {
        switch self {
        case .drop: nil
        case .exactly(let text): text
        case .changes(let changes): changes.apply(to: query, values)
        }
    }
}

extension QueryChanges {
    fileprivate func apply(to query: String?, _ values: TemplateValues) -> String? {
        let text = query ?? ""
        let bytes = text.utf8.span
        var pairs: [[UInt8]] = []
        var placed: Set<String> = []
        for pair in QueryPairs(bytes) {
            let name = bytes.extracting(pair.name)
            if remove.contains(where: { QueryPairs.isEqual(name, $0) }) { continue }
            guard let parameter = set.first(where: { QueryPairs.isEqual(name, $0.name) }) else {
                pairs.append(bytes.bytes(in: pair.whole))
                continue
            }
            if placed.insert(parameter.name).inserted { pairs.append(parameter.pair(values)) }
        }
        for parameter in set where !placed.contains(parameter.name) { pairs.append(parameter.pair(values)) }
        for parameter in add { pairs.append(parameter.pair(values)) }
        guard !pairs.isEmpty else { return nil }
        return String(decoding: Array(pairs.joined(separator: [UInt8(ascii: "&")])), as: UTF8.self)
    }
}

extension QueryChanges.Parameter {
    fileprivate func pair(_ values: TemplateValues) -> [UInt8] {
        PercentCoding.encoded(name.utf8, allowing: .unreserved) + [UInt8(ascii: "=")]
            + value.queryComponent(values)
    }
}

/// The query of a request target.
enum TargetQuery {
    /// The query with what may not stand in a request line encoded; a control character is a bad request.
    static func checked(_ query: String) throws(Refusal) -> String {
        let bytes = query.utf8.span
        var isClean = true
        for index in bytes.indices {
            let byte = bytes[index]
            if byte.isControl { throw .badRequest("the query has a control character") }
            if mustBeEncoded(byte) { isClean = false }
        }
        guard !isClean else { return query }
        var result: [UInt8] = []
        for byte in query.utf8 {
            if mustBeEncoded(byte) { result.appendEscape(of: byte) } else { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What RFC 3986 forbids in a query is left as the client sent it, save what would end or break the line.
    private static func mustBeEncoded(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x7f || byte == UInt8(ascii: "#")
    }
}
