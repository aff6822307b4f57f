import Messages
import NIOCore

/// Takes the chunks of a body apart (RFC 9112 section 7.1); extensions and trailers are checked and dropped.
struct ChunkReader {
    enum Event {
        case waiting
        case bytes(ByteBuffer)
        case end
    }

    private enum State {
        case size
        case bytes(Int)
        case endOfBytes
        case trailers
    }

    /// The longest size line, extensions included.
    private static let longestSizeLine = 1024

    private var state = State.size
    private var trailers = HeadReader()
    private var sizeLine = LineReader(limit: ChunkReader.longestSizeLine)

    mutating func next(in input: inout ByteBuffer, lines: inout LineReader) throws(ParseFault) -> Event {
        while true {
            switch state {
            case .size:
                sizeLine.reset()
                guard let size = try nextSize(in: &input) else { return .waiting }
                if size == 0 { lines.reset() }
                state = size == 0 ? .trailers : .bytes(size)
            case .bytes(let left):
                let count = min(left, input.readableBytes)
                guard count > 0, let bytes = input.readSlice(length: count) else { return .waiting }
                state = count == left ? .endOfBytes : .bytes(left - count)
                return .bytes(bytes)
            case .endOfBytes:
                guard let end = input.readInteger(as: UInt16.self) else { return .waiting }
                guard end == 0x0d0a else { throw .badChunk }
                state = .size
            case .trailers:
                return try passTrailers(in: &input, lines: &lines) ? .end : .waiting
            }
        }
    }

    private mutating func nextSize(in input: inout ByteBuffer) throws(ParseFault) -> Int? {
        let held = input
        var place = 0
        guard let line = try sizeLine.next(in: held.readableBytesUInt8Span, at: &place) else { return nil }
        input.moveReaderIndex(forwardBy: place)
        return try ChunkReader.size(held.readableBytesUInt8Span.extracting(line))
    }

    /// Checks what trailers are whole; true when the empty line behind the last one has come.
    private mutating func passTrailers(
        in input: inout ByteBuffer,
        lines: inout LineReader
    ) throws(ParseFault) -> Bool {
        let held = input
        let bytes = held.readableBytesUInt8Span
        var place = 0
        while let line = try lines.next(in: bytes, at: &place) {
            if line.isEmpty {
                input.moveReaderIndex(forwardBy: place)
                return true
            }
            try trailers.checkField(bytes.extracting(line))
        }
        input.moveReaderIndex(forwardBy: place)
        return false
    }

    /// Reads `1a2b;name=value`: at most 15 hexadecimal digits, so that no sum overflows.
    private static func size(_ line: Span<UInt8>) throws(ParseFault) -> Int {
        var result = 0
        var index = 0
        while index < line.count, let digit = hexDigit(line[index]) {
            guard index < 15 else { throw .badChunk }
            result = result << 4 | digit
            index += 1
        }
        guard index > 0 else { throw .badChunk }
        while index < line.count, line[index] == 0x20 || line[index] == 0x09 { index += 1 }
        guard index == line.count || line[index] == UInt8(ascii: ";") else { throw .badChunk }
        while index < line.count {
            guard !line[index].isFieldControl else { throw .badChunk }
            index += 1
        }
        return result
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case 0x41...0x46: Int(byte - 0x37)
        case 0x61...0x66: Int(byte - 0x57)
        default: nil
        }
    }
}
