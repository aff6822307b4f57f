import CLibYAML

/// One event of libyaml; what it brings along is asked of ``YAMLEvents`` until the next one comes.
enum YAMLEvent {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias, scalar, listStart, listEnd, mapStart, mapEnd
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
    /// Whether the event is of a value with neither anchor nor tag, as nearly all are.
    private(set) var isBare = false
    /// Whether something of the event is to be freed.
    private var ownsMemory = false

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
        unsafe event.initialize(to: yaml_event_t())
        defer { unsafe yaml_event_delete(event) }
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
        if ownsMemory { unsafe yaml_event_delete(event) }
        guard unsafe yaml_parser_parse(parser, event) == 1 else { throw failure() }
        let start = offsets[unsafe event.pointee.start_mark.index]
        range = start..<max(start, offsets[unsafe event.pointee.end_mark.index])
        ownsMemory = true
        isBare = false
        switch unsafe event.pointee.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.pointee.data.scalar
            isBare = unsafe scalar.anchor == nil && scalar.tag == nil
            return .scalar
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.pointee.data.sequence_start
            isBare = unsafe start.anchor == nil && start.tag == nil
            ownsMemory = !isBare
            return .listStart
        case YAML_SEQUENCE_END_EVENT:
            ownsMemory = false
            return .listEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.pointee.data.mapping_start
            isBare = unsafe start.anchor == nil && start.tag == nil
            ownsMemory = !isBare
            return .mapStart
        case YAML_MAPPING_END_EVENT:
            ownsMemory = false
            return .mapEnd
        case YAML_STREAM_START_EVENT: return .streamStart
        default: return .streamEnd
        }
    }

    /// Whether the event's scalar is neither quoted nor a block scalar.
    var isPlain: Bool { unsafe event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE }

    /// The text of the event's scalar, as libyaml read it.
    func withText<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let scalar = unsafe event.pointee.data.scalar
        let buffer = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return unsafe body(buffer.span)
    }

    /// The name of the event's alias, or of its value's anchor; nil for none.
    var anchor: String? {
        switch unsafe event.pointee.type {
        case YAML_ALIAS_EVENT: unsafe text(event.pointee.data.alias.anchor)
        case YAML_SCALAR_EVENT: unsafe text(event.pointee.data.scalar.anchor)
        case YAML_SEQUENCE_START_EVENT: unsafe text(event.pointee.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: unsafe text(event.pointee.data.mapping_start.anchor)
        default: nil
        }
    }

    /// The tag of the event's value; nil for none.
    var tag: String? {
        switch unsafe event.pointee.type {
        case YAML_SCALAR_EVENT: unsafe text(event.pointee.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT: unsafe text(event.pointee.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT: unsafe text(event.pointee.data.mapping_start.tag)
        default: nil
        }
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
