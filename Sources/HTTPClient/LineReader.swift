import Glibc

/// Finds lines: each ends in CR LF (RFC 9112 section 2.2), and all are bounded together.
struct LineReader {
    private let limit: Int
    /// Bytes of whole lines since the last reset.
    private var taken = 0
    /// Bytes behind the last whole line that are known to hold no line feed.
    private var searched = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Begins to count anew, as for the trailers.
    mutating func reset() {
        taken = 0
    }

    /// Where the line stands that begins at the place, without its end; nil while it is not whole.
    ///
    /// The place moves behind the line. What is not whole must stand at the front the next time.
    mutating func next(in bytes: Span<UInt8>, at place: inout Int) throws(ParseFault) -> Range<Int>? {
        guard let feed = lineFeed(in: bytes, from: place + searched) else {
            searched = bytes.count - place
            guard taken + searched <= limit else { throw .largeHead(limit) }
            return nil
        }
        searched = 0
        taken += feed + 1 - place
        guard taken <= limit else { throw .largeHead(limit) }
        guard feed > place, bytes[feed - 1] == UInt8(ascii: "\r") else { throw .bareLineFeed }
        defer { place = feed + 1 }
        return place..<(feed - 1)
    }

    private func lineFeed(in bytes: Span<UInt8>, from start: Int) -> Int? {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard start < buffer.count, let base = buffer.baseAddress else { return nil }
            guard let found = unsafe memchr(base + start, 0x0a, buffer.count - start) else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }
}
