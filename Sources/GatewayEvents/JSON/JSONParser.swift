/// Reads a JSON text (RFC 8259) in one pass and notes where its values stand; strings are unescaped in place.
struct JSONParser {
    /// The longest text: positions are kept in 32 bits.
    static let longest = 1 << 30
    /// How deep arrays and objects may stand in each other.
    static let deepest = 128

    let text: ByteView
    /// The same bytes as `text`.
    let output: WritableBytes
    var nodes: [JSONNode]
    var position = 0
    /// Whether values are noted, or only checked.
    var keeps = true

    /// Reads the buffer's bytes, which unescaping changes.
    init(_ buffer: UnsafeMutableBufferPointer<UInt8>, nodes: consuming [JSONNode] = []) {
        text = unsafe ByteView(UnsafeBufferPointer(buffer))
        output = unsafe WritableBytes(buffer)
        self.nodes = nodes
    }

    /// Reads the text's one value; all of it is noted, the value itself as node 0.
    mutating func parse() throws(JSONError) {
        try begin()
        try value(depth: 0)
        try end()
    }

    /// Comes to the first byte of the value.
    mutating func begin() throws(JSONError) {
        guard text.count <= JSONParser.longest else { throw JSONError(.tooLong, at: JSONParser.longest) }
        if text.count >= 3, text[0] == 0xef, text[1] == 0xbb, text[2] == 0xbf {
            throw JSONError(.byteOrderMark, at: 0)
        }
        skipSpace()
        guard position < text.count else { throw JSONError(.empty, at: position) }
    }

    /// Makes sure that nothing but white space is left.
    mutating func end() throws(JSONError) {
        skipSpace()
        guard position == text.count else { throw JSONError(.trailingBytes, at: position) }
    }

    mutating func value(depth: Int) throws(JSONError) {
        let start = position
        switch try byte() {
        case UInt8(ascii: "\""):
            let token = try string()
            note(token.isBroken ? .brokenString : .string, token.range)
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "t"): try literal("true", .yes)
        case UInt8(ascii: "f"): try literal("false", .no)
        case UInt8(ascii: "n"): try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try number()
            note(.number, start..<position)
        default: throw unexpected()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) {
        let node = try open(.object, depth: depth)
        position += 1
        skipSpace()
        if try byte() == UInt8(ascii: "}") { return close(node) }
        while true {
            let key = try key()
            note(key.isBroken ? .brokenString : .string, key.range)
            try value(depth: depth)
            if try !goesOn(until: UInt8(ascii: "}")) { return close(node) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) {
        let node = try open(.array, depth: depth)
        position += 1
        skipSpace()
        if try byte() == UInt8(ascii: "]") { return close(node) }
        while true {
            try value(depth: depth)
            if try !goesOn(until: UInt8(ascii: "]")) { return close(node) }
        }
    }

    /// Reads a key and the colon behind it; stands on the value's first byte then.
    mutating func key() throws(JSONError) -> StringToken {
        guard try byte() == UInt8(ascii: "\"") else { throw unexpected() }
        let token = try string()
        skipSpace()
        guard try byte() == UInt8(ascii: ":") else { throw unexpected() }
        position += 1
        skipSpace()
        return token
    }

    /// Whether a comma follows, so that another element must; otherwise stands on the closing bracket.
    mutating func goesOn(until closing: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        let byte = try byte()
        if byte == closing { return false }
        guard byte == UInt8(ascii: ",") else { throw unexpected() }
        position += 1
        skipSpace()
        return true
    }

    /// Notes a container whose end is not known yet.
    mutating func open(_ kind: JSONNode.Kind, depth: Int) throws(JSONError) -> Int {
        guard depth <= JSONParser.deepest else { throw JSONError(.tooDeep, at: position) }
        let node = nodes.count
        note(kind, position..<position)
        return node
    }

    /// Notes the end of a container, on whose closing bracket it stands.
    mutating func close(_ node: Int) {
        position += 1
        guard keeps else { return }
        let start = nodes[node].range.lowerBound
        nodes[node] = JSONNode(nodes[node].kind, start..<position, next: nodes.count)
    }

    @inline(__always)
    mutating func note(_ kind: JSONNode.Kind, _ range: Range<Int>) {
        guard keeps else { return }
        nodes.append(JSONNode(kind, range, next: nodes.count + 1))
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONNode.Kind) throws(JSONError) {
        let range = position..<min(position + word.utf8CodeUnitCount, text.count)
        guard text.spells(word, in: range) else { throw try misspelled(word) }
        position = range.upperBound
        note(kind, range)
    }

    /// The error at the first byte that is not the word's.
    private mutating func misspelled(_ word: StaticString) throws(JSONError) -> JSONError {
        for letter in "\(word)".utf8 {
            guard try byte() == letter else { break }
            position += 1
        }
        return unexpected()
    }

    private mutating func number() throws(JSONError) {
        if text[position] == UInt8(ascii: "-") { position += 1 }
        if position < text.count, text[position] == UInt8(ascii: "0") {
            position += 1
            guard position == text.count || !JSONParser.isDigit(text[position]) else {
                throw JSONError(.badNumber, at: position)
            }
        } else {
            try digits()
        }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        guard position < text.count, text[position] | 0x20 == UInt8(ascii: "e") else { return }
        position += 1
        if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
            position += 1
        }
        try digits()
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while position < text.count, JSONParser.isDigit(text[position]) { position += 1 }
        guard position > start else {
            throw JSONError(position < text.count ? .badNumber : .unexpectedEnd, at: position)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inline(__always)
    mutating func skipSpace() {
        while position < text.count {
            let byte = text[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            position &+= 1
        }
    }

    @inline(__always)
    func byte() throws(JSONError) -> UInt8 {
        guard position < text.count else { throw JSONError(.unexpectedEnd, at: position) }
        return text[position]
    }

    private func unexpected() -> JSONError { JSONError(.unexpectedByte(text[position]), at: position) }
}
