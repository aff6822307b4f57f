import Glibc
import NIOCore

/// Takes lines off the front of a buffer: each ends in CR LF (RFC 9112 section 2.2), all are bounded together.
struct LineReader {
    private let limit: Int
    /// Bytes taken since the last reset.
    private var taken = 0
    /// Bytes at the buffer's front that are known to hold no line feed.
    private var searched = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Begins to count anew, as for the trailers.
    mutating func reset() {
        taken = 0
    }

    /// The next line without its end; nil while it is not whole.
    mutating func next(in input: inout ByteBuffer) throws(ParseFault) -> ByteBuffer? {
        guard let count = lineFeed(in: input) else {
            searched = input.readableBytes
            guard taken + searched <= limit else { throw .largeHead(limit) }
            return nil
        }
        searched = 0
        taken += count + 1
        guard taken <= limit else { throw .largeHead(limit) }
        guard let line = input.readSlice(length: count + 1), count > 0 else { throw .bareLineFeed }
        guard let content = line.getSlice(at: line.readerIndex, length: count - 1),
            line.getInteger(at: line.readerIndex + count - 1) == UInt8(ascii: "\r")
        else { throw .bareLineFeed }
        return content
    }

    private func lineFeed(in input: ByteBuffer) -> Int? {
        unsafe input.withUnsafeReadableBytes { bytes in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes.dropFirst(searched))
            guard let start = rest.baseAddress, let found = unsafe memchr(start, 0x0a, rest.count) else {
                return nil
            }
            return unsafe searched + (UnsafeRawPointer(found) - start)
        }
    }
}
