import NIOCore

/// Reads one answer from the bytes of a connection (RFC 9112), strictly: what two readers could
/// understand differently is refused.
struct ResponseParser {
    enum Event {
        /// Nothing more can be said before more bytes come.
        case waiting
        case head(ResponseHead)
        case body(ByteBuffer)
        /// The answer is whole.
        case end
    }

    enum State {
        case head
        /// The head is whole and has been handed out.
        case content(BodyFraming)
        case ended
    }

    static let mostFields = 256
    static let mostInterimAnswers = 16

    private(set) var state = State.head
    /// Whether the answer allows another request on its connection, once it has ended.
    private(set) var allowsReuse = false
    private var input = ByteBuffer()
    private var lines: LineReader
    private var head = HeadReader()
    private var chunks = ChunkReader()
    private var interimAnswers = 0
    private var bodyCount = 0
    private let isHead: Bool
    private let bodyLimit: Int

    /// Makes a parser for the answer to one request; an answer to HEAD has no body.
    init(isHead: Bool, limits: ExchangeLimits) {
        self.isHead = isHead
        bodyLimit = limits.responseBody ?? .max
        lines = LineReader(limit: limits.responseHead)
    }

    /// Whether bytes lie behind the end of the answer, which no request has asked for.
    var hasLeftover: Bool { input.readableBytes > 0 }

    /// Hands over the bytes that have come.
    mutating func append(_ bytes: ByteBuffer) {
        if input.readableBytes == 0 {
            input = bytes
        } else {
            input.writeImmutableBuffer(bytes)
        }
    }

    /// Lets go of the last bytes' memory, which the loop can then read into again.
    mutating func releaseInput() {
        input = ByteBuffer()
    }

    /// Says what comes next; `.waiting` and `.end` end a round of questions.
    mutating func next() throws(ParseFault) -> Event {
        while true {
            switch state {
            case .head:
                guard try readHead() else { return .waiting }
                if let event = try finishHead() { return event }
            case .content(let framing):
                return try nextContent(framing)
            case .ended:
                return .end
            }
        }
    }

    /// Says whether the answer is whole when the peer ends the connection here.
    func isWholeAtEndOfInput() -> Bool {
        switch state {
        case .ended, .content(.untilClose): true
        case .head, .content: false
        }
    }

    /// Reads what lines of the head are whole; true when that was the last one.
    private mutating func readHead() throws(ParseFault) -> Bool {
        let held = input
        let bytes = held.readableBytesUInt8Span
        var place = 0
        var isWhole = false
        while !isWhole, let line = try lines.next(in: bytes, at: &place) {
            if head.status == 0 {
                try head.readStatusLine(bytes.extracting(line))
            } else if line.isEmpty {
                isWhole = true
            } else {
                try head.readField(bytes.extracting(line))
            }
        }
        input.moveReaderIndex(forwardBy: place)
        return isWhole
    }

    private mutating func finishHead() throws(ParseFault) -> Event? {
        if head.status == 101 { throw .switchedProtocols }
        if head.status < 200 {
            interimAnswers += 1
            guard interimAnswers <= ResponseParser.mostInterimAnswers else { throw .manyInterimAnswers }
            head = HeadReader()
            return nil
        }
        let framing = try head.framing(isHead: isHead)
        if case .length(let count) = framing, count > bodyLimit { throw .largeBody(bodyLimit) }
        allowsReuse = head.allowsReuse(framing)
        state = .content(framing)
        var result = ResponseHead(status: head.status, fields: head.fields)
        if case .length(let count) = framing { result.bodyCount = count }
        head = HeadReader()
        return .head(result)
    }

    private mutating func nextContent(_ framing: BodyFraming) throws(ParseFault) -> Event {
        switch framing {
        case .length(0):
            state = .ended
            return .end
        case .length(let left):
            guard let bytes = input.readSlice(length: min(left, input.readableBytes)), bytes.readableBytes > 0
            else {
                return .waiting
            }
            state = .content(.length(left - bytes.readableBytes))
            return .body(bytes)
        case .untilClose:
            guard input.readableBytes > 0 else { return .waiting }
            let bytes = input
            input = ByteBuffer()
            return try counted(bytes)
        case .chunked:
            switch try chunks.next(in: &input, lines: &lines) {
            case .waiting: return .waiting
            case .bytes(let bytes): return try counted(bytes)
            case .end:
                state = .ended
                return .end
            }
        }
    }

    private mutating func counted(_ bytes: ByteBuffer) throws(ParseFault) -> Event {
        bodyCount += bytes.readableBytes
        guard bodyCount <= bodyLimit else { throw .largeBody(bodyLimit) }
        return .body(bytes)
    }
}

/// How an answer's body ends (RFC 9112 section 6.3).
enum BodyFraming: Hashable {
    /// So many bytes are left.
    case length(Int)
    case chunked
    case untilClose
}
