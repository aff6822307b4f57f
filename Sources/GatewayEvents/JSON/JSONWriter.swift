/// Writes a JSON text piece by piece into one array, for which room is made beforehand.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []

    /// The bytes that are encoded at a time: 6 KiB become 8 KiB, both of which stay in the nearest cache.
    private static let chunk = 6 * 1024

    package init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Adds text that is JSON already, such as `{"statusCode":`.
    @inline(__always)
    package mutating func raw(_ text: StaticString) {
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }

    package mutating func number(_ value: Int) {
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Adds a string in quotes.
    package mutating func string(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { unsafe characters(ByteView($0)) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a string in quotes whose bytes are known to be UTF-8.
    package mutating func string(utf8 text: ArraySlice<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        unsafe text.withUnsafeBufferPointer { unsafe characters(ByteView($0)) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds characters to a string whose quotes the caller adds.
    mutating func characters(_ text: ByteView) {
        var position = 0
        while true {
            let end = text.endOfUnescapedRun(from: position)
            unsafe text.lend(position..<end) { unsafe bytes.append(contentsOf: $0) }
            guard end < text.count else { return }
            escape(text[end])
            position = end + 1
        }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x0a: raw("\\n")
        case 0x0d: raw("\\r")
        case 0x09: raw("\\t")
        default:
            raw(byte < 0x10 ? "\\u000" : "\\u001")
            let low = byte & 15
            bytes.append(low < 10 ? 0x30 + low : 0x57 + low)
        }
    }

    /// Adds the Base64 form of bytes in quotes.
    package mutating func base64(_ body: ArraySlice<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        let room = Base64.length(encoding: JSONWriter.chunk)
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { characters in
            let output = unsafe WritableBytes(characters)
            unsafe body.withUnsafeBufferPointer { source in
                let source = unsafe ByteView(source)
                var start = 0
                while start < source.count {
                    let range = start..<min(start + JSONWriter.chunk, source.count)
                    Base64.encode(range, of: source, writing: output)
                    unsafe bytes.append(contentsOf: characters.prefix(Base64.length(encoding: range.count)))
                    start = range.upperBound
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
