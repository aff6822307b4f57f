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
        case .text: bare(value)
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
            bare(name)
            bytes.append(UInt8(ascii: "="))
            bare(value)
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

    /// A value in a text line, in quotes only where it must be.
    private mutating func bare(_ value: String) {
        switch LineBuffer.needs(value) {
        case .nothing: plain(value)
        case .quotes: inQuotes(value)
        case .escapes: escaped(value)
        }
    }

    private mutating func plain(_ value: String) {
        bytes.append(copying: value.utf8.span)
    }

    private mutating func decimal(_ value: Int) {
        guard value >= 10 || value < 0 else { return bytes.append(UInt8(ascii: "0") + UInt8(value)) }
        plain(String(value))
    }

    /// Appends a JSON string (RFC 8259 section 7).
    private mutating func quoted(_ value: String) {
        if LineBuffer.needs(value) == .escapes { escaped(value) } else { inQuotes(value) }
    }

    private mutating func inQuotes(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        plain(value)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a JSON string with what must be escaped, cut at a character where it is too long.
    private mutating func escaped(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
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

    /// What a value needs in a line.
    private enum Needs {
        /// Nothing: it may stand as it is in a text line too.
        case nothing
        case quotes
        /// Quotes, and escapes or a cut within them.
        case escapes
    }

    private static func needs(_ value: String) -> Needs {
        let text = value.utf8.span
        guard text.count <= longestValue else { return .escapes }
        if text.count > 0, isPlain(text) { return .nothing }
        var holdsSeparator = text.count == 0
        for index in text.indices {
            let byte = text[index]
            if byte < 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x5C { return .escapes }
            holdsSeparator = holdsSeparator || byte == 0x20 || byte == 0x3D
        }
        return holdsSeparator ? .quotes : .nothing
    }

    /// Whether a text surely needs nothing, by eight bytes at a time: most values do.
    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 8 else {
            // Letters for what there is no byte for.
            let rest: UInt64 = 0x6161_6161_6161_6161 << UInt64(truncatingIfNeeded: text.count &* 8)
            return isPlain(text.shortWord | rest)
        }
        var place = 0
        while place &+ 8 < text.count {
            guard isPlain(text.word(at: place)) else { return false }
            place &+= 8
        }
        return isPlain(text.word(at: text.count &- 8))
    }

    @inline(__always)
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // A byte that equals the other becomes 0, and borrows.
        let isQuote = (word ^ ones &* 0x22) &- ones
        let isSign = (word ^ ones &* 0x3D) &- ones
        let isBackslash = (word ^ ones &* 0x5C) &- ones
        let isDelete = (word ^ ones &* 0x7F) &- ones
        let isSpaceOrControl = word &- ones &* 0x21
        let found = word | isQuote | isSign | isBackslash | isDelete | isSpaceOrControl
        return found & (ones &* 0x80) == 0
    }
}
