import Messages

/// Collects status line and fields of one head, line by line, with what decides how the body ends.
struct HeadReader {
    private(set) var status = 0
    private(set) var fields = Fields()
    private var isHTTP10 = false
    private var lengthLine: FieldLine?
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
            guard !line[index].isFieldControl else { throw .notHTTP }
        }
        guard value >= 100 else { throw .notHTTP }
        status = value
        fields.reserveCapacity(16, bytes: 512)
    }

    private static func startsWithHTTP1(_ line: Span<UInt8>) -> Bool {
        line[0] == 0x48 && line[1] == 0x54 && line[2] == 0x54 && line[3] == 0x50
            && line[4] == 0x2f && line[5] == 0x31 && line[6] == 0x2e
    }

    /// Reads a field line (RFC 9112 section 5).
    mutating func readField(_ line: Span<UInt8>) throws(ParseFault) {
        let traits = try HeadReader.add(line, to: &fields, count: &count)
        if !traits.isDisjoint(with: .framing) { try note(traits) }
    }

    /// Checks a field line of the trailers, of which nothing is kept.
    mutating func checkField(_ line: Span<UInt8>) throws(ParseFault) {
        var dropped = Fields()
        _ = try HeadReader.add(line, to: &dropped, count: &count)
    }

    /// Adds the line's field, its value byte for byte, whether or not it is UTF-8.
    private static func add(
        _ line: Span<UInt8>,
        to fields: inout Fields,
        count: inout Int
    ) throws(ParseFault) -> FieldTraits {
        count += 1
        guard count <= ResponseParser.mostFields else { throw .manyFields(ResponseParser.mostFields) }
        if line[0] == 0x20 || line[0] == 0x09 { throw .foldedField }
        var colon = 0
        while colon < line.count, line[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < line.count else { throw .noFieldName }
        let value = line.extracting((colon + 1)...)
        guard let traits = fields.append(name: line.extracting(..<colon), value: value) else {
            throw FieldName.isToken(line.extracting(..<colon)) ? .controlCharacter : .noFieldName
        }
        return traits
    }

    /// Notes what the last field says of framing and connection.
    private mutating func note(_ traits: FieldTraits) throws(ParseFault) {
        let line = fields.lines[fields.count - 1]
        let bytes = fields.bytes
        let value = bytes.span.extracting(line.value)
        if traits.contains(.contentLength) {
            if let first = lengthLine, bytes[first.value] != bytes[line.value] {
                throw .differingLengths
            }
            lengthLine = line
        } else if traits.contains(.connection) {
            connectionSaysClose = connectionSaysClose || listHolds(value, "close")
            connectionSaysKeepAlive = connectionSaysKeepAlive || listHolds(value, "keep-alive")
        } else if traits.contains(.transferEncoding) {
            guard !hasTransferEncoding, equalsIgnoringCase(value, "chunked") else { throw .unknownCoding }
            hasTransferEncoding = true
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
        guard let lengthLine else { return nil }
        guard (1...18).contains(lengthLine.value.count) else { throw .badLength }
        var result = 0
        for byte in fields.bytes[lengthLine.value] {
            guard (0x30...0x39).contains(byte) else { throw .badLength }
            result = result * 10 + Int(byte - 0x30)
        }
        return result
    }
}
