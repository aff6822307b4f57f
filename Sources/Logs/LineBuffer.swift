import Messages

/// One log line being built: its fields are bounded and can never start a line of their own.
struct LineBuffer {
    /// The longest value that a field keeps, in bytes; the rest is cut and marked with `…`.
    static let longestValue = 1024

    private(set) var bytes: [UInt8] = []
    private let format: LogFormat
    private var isFirst = true

    init(_ format: LogFormat) {
        self.format = format
        bytes.reserveCapacity(768)
        if format == .json { bytes.append(UInt8(ascii: "{")) }
    }

    mutating func field(_ name: StaticString, _ value: String) {
        separate(name)
        switch format {
        case .json: quoted(value)
        case .text: LineBuffer.isPlain(value) ? plain(value) : quoted(value)
        }
    }

    mutating func field(_ name: StaticString, _ value: Int) {
        separate(name)
        decimal(value)
    }

    mutating func field(_ name: StaticString, _ value: Bool) {
        separate(name)
        plain(value ? "true" : "false")
    }

    /// A number with three decimals: milliseconds out of nanoseconds, without floating point.
    mutating func milliseconds(_ name: StaticString, nanoseconds: Int64) {
        separate(name)
        LineBuffer.appendMilliseconds(nanoseconds, to: &bytes)
    }

    static func appendMilliseconds(_ nanoseconds: Int64, to bytes: inout [UInt8]) {
        let micros = max(0, nanoseconds) / 1000
        let whole = micros / 1000
        if whole < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(whole))
        } else {
            bytes.append(copying: String(whole).utf8.span)
        }
        let rest = micros % 1000
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + UInt8(rest / 100))
        bytes.append(UInt8(ascii: "0") + UInt8(rest / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
    }

    /// A field whose name is not ours, such as a metadata key.
    mutating func field(named name: String, _ value: String) {
        separate()
        switch format {
        case .json:
            quoted(name)
            bytes.append(UInt8(ascii: ":"))
            quoted(value)
        case .text:
            LineBuffer.isPlain(name) ? plain(name) : quoted(name)
            bytes.append(UInt8(ascii: "="))
            LineBuffer.isPlain(value) ? plain(value) : quoted(value)
        }
    }

    /// Words at the start of a text line, as they are but for controls.
    mutating func words(_ text: String) {
        separate()
        for byte in text.utf8.prefix(8 * LineBuffer.longestValue) { bytes.append(byte < 0x20 ? 0x20 : byte) }
    }

    /// Ends the line.
    mutating func end() {
        if format == .json { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: format == .json ? "," : " ")) }
        isFirst = false
    }

    private mutating func separate(_ name: StaticString) {
        separate()
        let quote = UInt8(ascii: "\"")
        if format == .json { bytes.append(quote) }
        name.withUTF8Buffer { unsafe bytes.append(copying: $0.span) }
        if format == .json { bytes.append(quote) }
        bytes.append(UInt8(ascii: format == .json ? ":" : "="))
    }

    private mutating func plain(_ value: String) {
        bytes.append(copying: value.utf8.span)
    }

    private mutating func decimal(_ value: Int) {
        guard value >= 10 || value < 0 else { return bytes.append(UInt8(ascii: "0") + UInt8(value)) }
        plain(String(value))
    }

    /// Appends a JSON string (RFC 8259 section 7), cut at a character where it is too long.
    private mutating func quoted(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        if LineBuffer.needsNoEscape(value.utf8.span) {
            plain(value)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        var left = LineBuffer.longestValue
        for byte in value.utf8 {
            if left <= 0, byte & 0xC0 != 0x80 {
                plain("…")
                break
            }
            left -= 1
            JSONText.escape(byte, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a value needs no quotes in a text line.
    private static func isPlain(_ value: String) -> Bool {
        let text = value.utf8.span
        guard text.count > 0, needsNoEscape(text) else { return false }
        for index in text.indices where text[index] == 0x20 || text[index] == 0x3D { return false }
        return true
    }

    /// Whether a value is short enough, and every byte of it stands for itself in a JSON string.
    private static func needsNoEscape(_ text: Span<UInt8>) -> Bool {
        guard text.count <= longestValue else { return false }
        for index in text.indices {
            let byte = text[index]
            if byte < 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x5C { return false }
        }
        return true
    }
}
