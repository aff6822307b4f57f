import CLibYAML

/// One event of libyaml, with byte offsets into the source.
enum YAMLEvent {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(name: String)
    case scalar(YAMLScalar)
    case listStart(anchor: String?, tag: String?)
    case listEnd
    case mapStart(anchor: String?, tag: String?)
    case mapEnd
}

/// A scalar as libyaml read it.
struct YAMLScalar {
    let text: String
    let isPlain: Bool
    let anchor: String?
    let tag: String?
    /// Whether a `$` stands in it, so that the others need not be looked through for variables.
    let holdsDollar: Bool
}

/// Why libyaml gave up, in its own words, with byte offsets.
struct YAMLFailure: Error {
    let problem: String
    let offset: Int
    let context: String
    let contextOffset: Int?
}

/// The event stream of one text.
///
/// libyaml keeps the addresses of parser and text, so both stay where they are until the closure returns.
@safe struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// Where libyaml puts each event.
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let offsets: CodePointOffsets
    /// The byte range of the event that `next` gave last.
    private(set) var range: Range<Int> = 0..<0

    /// Runs a closure over the events of a text, which must be UTF-8, from a byte on.
    static func read<Result>(
        _ bytes: [UInt8],
        from start: Int,
        _ body: (inout YAMLEvents) -> Result
    ) -> Result? {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { unsafe parser.deallocate() }
        let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
        defer { unsafe event.deallocate() }
        guard unsafe yaml_parser_initialize(parser) == 1 else { return nil }
        defer { unsafe yaml_parser_delete(parser) }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            let text = unsafe UnsafeBufferPointer(rebasing: buffer.dropFirst(start))
            unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
            unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            let offsets = CodePointOffsets(of: bytes, from: start)
            var events = unsafe YAMLEvents(parser: parser, event: event, offsets: offsets)
            return body(&events)
        }
    }

    private init(
        parser: UnsafeMutablePointer<yaml_parser_t>,
        event: UnsafeMutablePointer<yaml_event_t>,
        offsets: CodePointOffsets
    ) {
        unsafe self.parser = unsafe parser
        unsafe self.event = unsafe event
        self.offsets = offsets
    }

    mutating func next() throws(YAMLFailure) -> YAMLEvent {
        guard unsafe yaml_parser_parse(parser, event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(event) }
        let start = offsets[unsafe event.pointee.start_mark.index]
        range = start..<max(start, offsets[unsafe event.pointee.end_mark.index])
        return swiftEvent()
    }

    private func swiftEvent() -> YAMLEvent {
        switch unsafe event.pointee.type {
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias(name: unsafe text(event.pointee.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: .scalar(scalar())
        case YAML_SEQUENCE_START_EVENT:
            .listStart(
                anchor: unsafe text(event.pointee.data.sequence_start.anchor),
                tag: unsafe text(event.pointee.data.sequence_start.tag)
            )
        case YAML_SEQUENCE_END_EVENT: .listEnd
        case YAML_MAPPING_START_EVENT:
            .mapStart(
                anchor: unsafe text(event.pointee.data.mapping_start.anchor),
                tag: unsafe text(event.pointee.data.mapping_start.tag)
            )
        case YAML_MAPPING_END_EVENT: .mapEnd
        case YAML_STREAM_START_EVENT: .streamStart
        default: .streamEnd
        }
    }

    private func scalar() -> YAMLScalar {
        let scalar = unsafe event.pointee.data.scalar
        let buffer = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return YAMLScalar(
            text: unsafe String(decoding: buffer, as: UTF8.self),
            isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE,
            anchor: unsafe text(scalar.anchor),
            tag: unsafe text(scalar.tag),
            holdsDollar: unsafe buffer.contains(UInt8(ascii: "$"))
        )
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    private func failure() -> YAMLFailure {
        let state = unsafe parser.pointee
        let problem = unsafe state.problem.map { unsafe String(cString: $0) } ?? "out of memory"
        guard unsafe state.error != YAML_READER_ERROR else {
            return YAMLFailure(
                problem: problem,
                offset: unsafe state.problem_offset,
                context: "",
                contextOffset: nil
            )
        }
        let context = unsafe state.context.map { unsafe String(cString: $0) }
        return YAMLFailure(
            problem: problem,
            offset: offsets[unsafe state.problem_mark.index],
            context: context ?? "",
            contextOffset: context == nil ? nil : offsets[unsafe state.context_mark.index]
        )
    }
}

/// libyaml counts code points; this gives the byte where each begins.
private struct CodePointOffsets {
    /// Empty for ASCII, where both counts are the same.
    private var starts: [Int32] = []
    private let first: Int
    private let count: Int

    init(of bytes: [UInt8], from first: Int) {
        self.first = first
        count = bytes.count
        var all: UInt8 = 0
        for byte in bytes { all |= byte }
        guard all >= 0x80 else { return }
        for index in first..<bytes.count where bytes[index] & 0xc0 != 0x80 {
            starts.append(Int32(truncatingIfNeeded: index))
        }
    }

    /// libyaml's marks may lie behind the end of the text.
    subscript(index: Int) -> Int {
        if starts.isEmpty { return min(first + index, count) }
        return index < starts.count ? Int(starts[index]) : count
    }
}
