/// Writes a JSON text piece by piece into an array whose size is settled beforehand.
struct JSONWriter {
    private let output: WritableBytes
    private var position = 0

    /// Room behind the text: strings are written sixteen bytes at a time.
    private static let slack = 16

    /// The text that the closure writes, which must fit into the capacity.
    static func text(capacity: Int, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
        unsafe Array(unsafeUninitializedCapacity: capacity + slack) { buffer, count in
            var writer = JSONWriter(output: unsafe WritableBytes(buffer))
            write(&writer)
            count = writer.position
        }
    }

    private init(output: WritableBytes) {
        self.output = output
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        output.put(byte, at: position)
        position &+= 1
    }

    /// Adds text that is JSON already, such as `{"statusCode":`.
    @inline(__always)
    mutating func raw(_ text: StaticString) {
        output.put(text, at: position)
        position &+= text.utf8CodeUnitCount
    }

    mutating func number(_ value: Int) {
        guard value >= 1000 || value < 100 else {
            // As nearly all, which are status codes.
            put(UInt8(ascii: "0") + UInt8(value / 100))
            put(UInt8(ascii: "0") + UInt8(value / 10 % 10))
            put(UInt8(ascii: "0") + UInt8(value % 10))
            return
        }
        for byte in String(value).utf8 { put(byte) }
    }

    /// Adds a string in quotes.
    mutating func string(_ text: String) {
        var text = text
        put(UInt8(ascii: "\""))
        text.withUTF8 { unsafe characters(ByteView($0)) }
        put(UInt8(ascii: "\""))
    }

    /// Adds a string in quotes whose bytes are known to be UTF-8.
    mutating func string(utf8 text: ArraySlice<UInt8>) {
        put(UInt8(ascii: "\""))
        unsafe text.withUnsafeBufferPointer { unsafe characters(ByteView($0)) }
        put(UInt8(ascii: "\""))
    }

    /// Adds the Base64 form of bytes in quotes.
    mutating func base64(_ body: ArraySlice<UInt8>) {
        put(UInt8(ascii: "\""))
        unsafe body.withUnsafeBufferPointer {
            unsafe Base64.encode(ByteView($0), writing: output, at: position)
        }
        position += Base64.length(encoding: body.count)
        put(UInt8(ascii: "\""))
    }

    /// Adds characters to a string whose quotes the caller adds.
    mutating func characters(_ text: ByteView) {
        var from = 0
        while from &+ 16 <= text.count {
            let block = text.smallBlock(at: from)
            output.put(block, at: position)
            let (low, high) = ByteView.escaped(in: block)
            guard low | high != 0 else {
                from &+= 16
                position &+= 16
                continue
            }
            let plain = low != 0 ? low.trailingZeroBitCount / 8 : 8 &+ high.trailingZeroBitCount / 8
            position &+= plain
            escape(text[from &+ plain])
            from &+= plain &+ 1
        }
        while from < text.count {
            let byte = text[from]
            if byte < 0x20 || byte == 0x22 || byte == 0x5c { escape(byte) } else { put(byte) }
            from &+= 1
        }
    }

    @inline(__always)
    private mutating func escape(_ byte: UInt8) {
        put(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): put(byte)
        case 0x0a: put(UInt8(ascii: "n"))
        case 0x0d: put(UInt8(ascii: "r"))
        case 0x09: put(UInt8(ascii: "t"))
        default:
            raw(byte < 0x10 ? "u000" : "u001")
            let low = byte & 15
            put(low < 10 ? 0x30 + low : 0x57 + low)
        }
    }
}
