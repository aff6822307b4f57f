import HTTPTypes

/// Collects status line and fields of one head, line by line, with what decides how the body ends.
struct HeadReader {
    private(set) var status = 0
    private(set) var fields = HTTPFields()
    private var isHTTP10 = false
    private var lengthText: [UInt8]?
    private var hasTransferEncoding = false
    private var connectionSaysClose = false
    private var connectionSaysKeepAlive = false
    private var count = 0

    /// Reads `HTTP/1.1 200 OK`; the reason may be empty or missing (RFC 9112 section 4).
    mutating func readStatusLine(_ line: Span<UInt8>) throws(ParseFault) {
        guard line.count >= 12, HeadReader.startsWithHTTP1(line) else { throw .notHTTP }
        guard line[7] == 0x30 || line[7] == 0x31, line[8] == 0x20 else { throw .notHTTP }
        guard line.count == 12 || line[12] == 0x20 else { throw .notHTTP }
        isHTTP10 = line[7] == 0x30
        var value = 0
        for index in 9..<12 {
            guard (0x30...0x39).contains(line[index]) else { throw .notHTTP }
            value = value * 10 + Int(line[index] - 0x30)
        }
        for index in 12..<line.count {
            guard isFieldByte(line[index]) else { throw .notHTTP }
        }
        guard value >= 100 else { throw .notHTTP }
        status = value
        fields.reserveCapacity(16)
    }

    private static func startsWithHTTP1(_ line: Span<UInt8>) -> Bool {
        line[0] == 0x48 && line[1] == 0x54 && line[2] == 0x54 && line[3] == 0x50
            && line[4] == 0x2f && line[5] == 0x31 && line[6] == 0x2e
    }

    /// Reads a field line (RFC 9112 section 5).
    mutating func readField(_ line: Span<UInt8>, names: FieldNames) throws(ParseFault) {
        let (colon, value) = try split(line)
        guard let name = names.name(line.extracting(0..<colon)) else { throw .noFieldName }
        let bytes = line.extracting(value)
        fields.append(HeadReader.field(name, bytes))
        try note(name.canonicalName, bytes)
    }

    /// Checks a field line of the trailers, of which nothing is kept.
    mutating func checkField(_ line: Span<UInt8>) throws(ParseFault) {
        _ = try split(line)
    }

    /// Where the colon stands, and where the value without the spaces around it.
    private mutating func split(_ line: Span<UInt8>) throws(ParseFault) -> (Int, Range<Int>) {
        count += 1
        guard count <= ResponseParser.mostFields else { throw .manyFields(ResponseParser.mostFields) }
        if line[0] == 0x20 || line[0] == 0x09 { throw .foldedField }
        var colon = 0
        while colon < line.count, line[colon] != UInt8(ascii: ":") {
            guard line[colon] > 0x20, line[colon] < 0x7f else { throw .noFieldName }
            colon += 1
        }
        guard colon > 0, colon < line.count else { throw .noFieldName }
        var start = colon + 1
        var end = line.count
        while start < end, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
        while end > start, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
        for index in start..<end {
            guard isFieldByte(line[index]) else { throw .controlCharacter }
        }
        return (colon, start..<end)
    }

    /// A field with its value byte for byte, whether or not it is UTF-8.
    private static func field(_ name: HTTPField.Name, _ bytes: Span<UInt8>) -> HTTPField {
        guard let text = try? UTF8Span(validating: bytes) else {
            return HTTPField(name: name, value: Array(copying: bytes))
        }
        return HTTPField(name: name, value: String(copying: text))
    }

    /// Notes what the fields say of framing and connection.
    private mutating func note(_ name: String, _ value: Span<UInt8>) throws(ParseFault) {
        switch name.utf8.count {
        case 10 where name == "connection":
            connectionSaysClose = connectionSaysClose || listHolds(value, "close")
            connectionSaysKeepAlive = connectionSaysKeepAlive || listHolds(value, "keep-alive")
        case 14 where name == "content-length":
            let text = Array(copying: value)
            guard lengthText == nil || lengthText == text else { throw .differingLengths }
            lengthText = text
        case 17 where name == "transfer-encoding":
            guard !hasTransferEncoding, equalsIgnoringCase(value, "chunked") else { throw .unknownCoding }
            hasTransferEncoding = true
        default: break
        }
    }

    /// How the body ends (RFC 9112 section 6.3).
    func framing(isHead: Bool) throws(ParseFault) -> BodyFraming {
        let length = try contentLength()
        if hasTransferEncoding {
            guard !isHTTP10 else { throw .unknownCoding }
            guard length == nil else { throw .bothLengths }
        }
        if isHead || status == 204 || status == 304 { return .length(0) }
        if hasTransferEncoding { return .chunked }
        return length.map { .length($0) } ?? .untilClose
    }

    /// Whether the connection lives on behind the answer (RFC 9112 section 9.3).
    func allowsReuse(_ framing: BodyFraming) -> Bool {
        if framing == .untilClose || connectionSaysClose { return false }
        return !isHTTP10 || connectionSaysKeepAlive
    }

    private func contentLength() throws(ParseFault) -> Int? {
        guard let lengthText else { return nil }
        guard (1...18).contains(lengthText.count) else { throw .badLength }
        var result = 0
        for byte in lengthText {
            guard (0x30...0x39).contains(byte) else { throw .badLength }
            result = result * 10 + Int(byte - 0x30)
        }
        return result
    }
}
