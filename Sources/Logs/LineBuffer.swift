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
        let text = value.utf8.span
        let needs = LineBuffer.needs(text)
        guard needs != .escapes else {
            add(name, room: 0) { _ in }
            return escaped(value)
        }
        let isQuoted = format == .json || needs == .quotes
        add(name, room: text.count + 2) { line in
            if isQuoted { line.append(UInt8(ascii: "\"")) }
            line.append(copying: text)
            if isQuoted { line.append(UInt8(ascii: "\"")) }
        }
    }

    mutating func field(_ name: StaticString, _ value: Int) {
        add(name, room: OutputSpan.mostDecimals) { $0.append(decimal: value) }
    }

    mutating func field(_ name: StaticString, _ value: Bool) {
        let word: StaticString = value ? "true" : "false"
        add(name, room: 5) { $0.append(copying: word) }
    }

    /// A number with three decimals: milliseconds out of nanoseconds, without floating point.
    mutating func milliseconds(_ name: StaticString, nanoseconds: Int64) {
        add(name, room: LineBuffer.mostMilliseconds) { LineBuffer.append(milliseconds: nanoseconds, to: &$0) }
    }

    static func appendMilliseconds(_ nanoseconds: Int64, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: mostMilliseconds) { append(milliseconds: nanoseconds, to: &$0) }
    }

    private static let mostMilliseconds = OutputSpan.mostDecimals + 4

    private static func append(milliseconds nanoseconds: Int64, to output: inout OutputSpan<UInt8>) {
        let micros = Int(max(0, nanoseconds) / 1000)
        output.append(decimal: micros / 1000)
        let rest = micros % 1000
        output.append(UInt8(ascii: "."))
        output.append(UInt8(ascii: "0") + UInt8(rest / 100))
        output.append(UInt8(ascii: "0") + UInt8(rest / 10 % 10))
        output.append(UInt8(ascii: "0") + UInt8(rest % 10))
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

    /// Adds a field's name and what the closure writes, so many bytes at most, behind it.
    @inline(__always)
    private mutating func add(_ name: StaticString, room: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        let (format, isFirst) = (format, isFirst)
        self.isFirst = false
        bytes.append(addingCapacity: name.utf8CodeUnitCount + room + 4) { line in
            let isJSON = format == .json
            if !isFirst { line.append(isJSON ? UInt8(ascii: ",") : 0x20) }
            if isJSON { line.append(UInt8(ascii: "\"")) }
            line.append(copying: name)
            if isJSON { line.append(UInt8(ascii: "\"")) }
            line.append(UInt8(ascii: isJSON ? ":" : "="))
            write(&line)
        }
    }

    /// A value in a text line, in quotes only where it must be.
    private mutating func bare(_ value: String) {
        switch LineBuffer.needs(value.utf8.span) {
        case .nothing: plain(value)
        case .quotes: inQuotes(value)
        case .escapes: escaped(value)
        }
    }

    private mutating func plain(_ value: String) {
        bytes.append(copying: value.utf8.span)
    }

    /// Appends a JSON string (RFC 8259 section 7).
    private mutating func quoted(_ value: String) {
        if LineBuffer.needs(value.utf8.span) == .escapes { escaped(value) } else { inQuotes(value) }
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
    private enum Needs: Comparable {
        /// Nothing: it may stand as it is in a text line too.
        case nothing
        case quotes
        /// Quotes, and escapes or a cut within them.
        case escapes
    }

    private static func needs(_ text: Span<UInt8>) -> Needs {
        guard text.count <= longestValue else { return .escapes }
        guard text.count >= 8 else {
            // Letters for what there is no byte for.
            let rest = ones &* UInt64(UInt8(ascii: "a")) << UInt64(truncatingIfNeeded: text.count &* 8)
            let needs = needs(text.shortWord | rest)
            return text.count == 0 ? .quotes : needs
        }
        var needs = needs(text.word(at: text.count &- 8))
        var place = 0
        while place &+ 8 < text.count {
            needs = max(needs, LineBuffer.needs(text.word(at: place)))
            place &+= 8
        }
        return needs
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// What eight bytes need.
    @inline(__always)
    private static func needs(_ word: UInt64) -> Needs {
        let highs = ones &* 0x80
        // Without a byte of 0x80 or more no sum runs over into the next byte.
        guard word & highs == 0 else { return .escapes }
        let controls = ~(word &+ ones &* 0x60) & highs
        if controls | places(of: "\"", in: word) | places(of: "\\", in: word) | places(of: "\u{7f}", in: word)
            != 0
        {
            return .escapes
        }
        return places(of: " ", in: word) | places(of: "=", in: word) == 0 ? .nothing : .quotes
    }

    /// The highest bit of each byte that is this character.
    @inline(__always)
    private static func places(of character: Unicode.Scalar, in word: UInt64) -> UInt64 {
        ~((word ^ ones &* UInt64(character.value)) &+ ones &* 0x7f) & (ones &* 0x80)
    }
}
