extension Event {
    /// What stood behind the `?`, as far as the front end tells; nil for nothing.
    func query(from frontEnd: ReplyForm.FrontEnd) throws(RequestProblem) -> String? {
        switch frontEnd {
        case .http, .url:
            if let node = self[.rawQueryString] { return try verbatim(node) }
            return try rebuilt(decoded: true)
        case .rest, .http1, .direct: return try rebuilt(decoded: true)
        case .alb, .albMultiValue, .lattice:
            if let query = queryInPath() { return query }
            return try rebuilt(decoded: false)
        }
    }

    private func verbatim(_ node: Int) throws(RequestProblem) -> String? {
        guard tape.nodes[node].kind == .string else { throw .bad("the query is no text") }
        return QueryText.text(tape.nodes[node].range, of: tape.text)
    }

    /// VPC Lattice has been seen to leave the query in the path; an encoded path has no other use for a `?`.
    private func queryInPath() -> String? {
        guard let node = self[.path], tape.nodes[node].kind == .string else { return nil }
        let range = tape.nodes[node].range
        guard let mark = range.first(where: { tape.text[$0] == UInt8(ascii: "?") }) else { return nil }
        return QueryText.text((mark + 1)..<range.upperBound, of: tape.text)
    }

    /// The query made again from the maps, the one of lists where there is one.
    private func rebuilt(decoded: Bool) throws(RequestProblem) -> String? {
        guard let map = map(.multiValueQueryStringParameters, .queryStringParameters) else { return nil }
        var query = QueryText()
        for key in tape.distinctKeys(of: map) {
            for value in tape.values(of: key + 1) {
                guard tape.nodes[key].kind == .string, tape.scalar(value) != nil else {
                    throw .bad("a query parameter is no text")
                }
                query.addParameter(
                    tape.nodes[key].range,
                    tape.nodes[value].range,
                    of: tape.text,
                    decoded: decoded
                )
            }
        }
        return query.text
    }
}

/// A query that is being put together.
struct QueryText {
    private var bytes: [UInt8] = []

    /// The query; nil where nothing was added.
    var text: String? { bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }

    /// A query as it was sent, but for what can stand in no request target; nil for an empty one.
    static func text(_ range: Range<Int>, of text: ByteView) -> String? {
        guard range.allSatisfy({ mayStand(text[$0]) }) else {
            var query = QueryText()
            query.add(range, of: text, decoded: false)
            return query.text
        }
        return range.isEmpty ? nil : text.string(range)
    }

    mutating func addParameter(_ name: Range<Int>, _ value: Range<Int>, of text: ByteView, decoded: Bool) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        add(name, of: text, decoded: decoded)
        bytes.append(UInt8(ascii: "="))
        add(value, of: text, decoded: decoded)
    }

    /// Adds bytes: decoded ones encoded again all but for the unreserved (RFC 3986 section 2.3), of others only
    /// what can stand in no request target.
    mutating func add(_ range: Range<Int>, of text: ByteView, decoded: Bool) {
        bytes.reserveCapacity(bytes.count + range.count + 1)
        for position in range {
            let byte = text[position]
            if decoded ? QueryText.isUnreserved(byte) : QueryText.mayStand(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(QueryText.hexDigit(byte >> 4))
                bytes.append(QueryText.hexDigit(byte & 15))
            }
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func mayStand(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "#")
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
}
