import Glibc

/// The server's side of a kept connection: requests in, one after the other, and answers out.
///
/// A request is read into memory that the next one uses again.
final class ServedConnection {
    /// A request that has come whole; its parts are places in the connection's memory.
    struct Received {
        let method: String
        let target: String
        let head: Range<Int>
        let body: Range<Int>
    }

    private let descriptor: Int32
    private var memory = [UInt8](repeating: 0, count: 1 << 16)
    /// What has come and is not used up.
    private var unread = 0..<0

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// A part of the last request; not to be kept over `next`.
    func part(_ place: Range<Int>) -> ArraySlice<UInt8> { memory[place] }

    func send(_ bytes: ArraySlice<UInt8>) -> Bool { BlockingSocket.send(bytes, to: descriptor) }

    /// The next request; nil where the peer is gone or speaks no HTTP that this server reads.
    func next() -> Received? {
        if unread.lowerBound > 0 { move(unread, to: 0) }
        unread = 0..<unread.count
        guard let head = head() else { return nil }
        let line = memory[head].prefix { $0 != UInt8(ascii: "\r") }.split(separator: UInt8(ascii: " "))
        guard line.count == 3, let body = body(after: head) else { return nil }
        return Received(
            method: String(decoding: line[0], as: UTF8.self),
            target: String(decoding: line[1], as: UTF8.self),
            head: head,
            body: body
        )
    }

    /// The first value of a field, whose name is given in lower case.
    func field(_ name: StaticString, in head: Range<Int>) -> String? {
        let length = name.utf8CodeUnitCount
        var start = head.lowerBound
        while let end = memory[start..<head.upperBound].firstIndex(of: UInt8(ascii: "\n")) {
            let line = memory[start..<end]
            start = end + 1
            guard line.count > length, memory[line.startIndex + length] == UInt8(ascii: ":") else { continue }
            let isNamed = name.withUTF8Buffer { name in
                unsafe zip(name, line).allSatisfy {
                    $0 == $1 | (UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $1 ? 32 : 0)
                }
            }
            guard isNamed else { continue }
            let value = line.dropFirst(length + 1).drop { $0 == 0x20 }
            return String(decoding: value.prefix { $0 > 0x20 }, as: UTF8.self)
        }
        return nil
    }

    /// The lines up to an empty one.
    private func head() -> Range<Int>? {
        var searched = 0
        while true {
            while let end = memory[searched..<unread.upperBound].firstIndex(of: UInt8(ascii: "\n")) {
                if end - searched <= 1 { return 0..<end + 1 }
                searched = end + 1
            }
            guard receive() else { return nil }
        }
    }

    private func body(after head: Range<Int>) -> Range<Int>? {
        if field("transfer-encoding", in: head) != nil { return chunks(from: head.upperBound) }
        let length = field("content-length", in: head).flatMap { Int($0) } ?? 0
        let body = head.upperBound..<head.upperBound + length
        guard has(upTo: body.upperBound) else { return nil }
        unread = body.upperBound..<unread.upperBound
        return body
    }

    /// Puts the chunks (RFC 9112 section 7.1) together where the first one begins; trailers are passed over.
    private func chunks(from start: Int) -> Range<Int>? {
        var end = start
        var place = start
        while let line = line(from: place) {
            let digits = memory[line].prefix { $0 > 0x20 && $0 != UInt8(ascii: ";") }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16) else { return nil }
            let data = line.upperBound + 2
            guard size > 0 else { return trailers(from: data) ? start..<end : nil }
            guard has(upTo: data + size + 2) else { return nil }
            move(data..<data + size, to: end)
            end += size
            place = data + size + 2
        }
        return nil
    }

    private func trailers(from start: Int) -> Bool {
        var place = start
        while let line = line(from: place) {
            place = line.upperBound + 2
            guard line.isEmpty else { continue }
            unread = place..<unread.upperBound
            return true
        }
        return false
    }

    /// A line without its CR LF.
    private func line(from start: Int) -> Range<Int>? {
        while true {
            if start < unread.upperBound,
                let end = memory[start..<unread.upperBound].firstIndex(of: UInt8(ascii: "\n"))
            {
                return end > start ? start..<end - 1 : nil
            }
            guard receive() else { return nil }
        }
    }

    private func has(upTo end: Int) -> Bool {
        if memory.count < end { grow(to: end + (1 << 16)) }
        while unread.upperBound < end {
            guard receive() else { return false }
        }
        return true
    }

    private func move(_ bytes: Range<Int>, to place: Int) {
        unsafe memory.withUnsafeMutableBytes { memory in
            guard let base = memory.baseAddress else { return }
            unsafe memmove(base + place, base + bytes.lowerBound, bytes.count)
        }
    }

    private func grow(to size: Int) {
        memory += [UInt8](repeating: 0, count: size - memory.count)
    }

    private func receive() -> Bool {
        if unread.upperBound == memory.count { grow(to: memory.count * 2) }
        let count = unsafe memory.withUnsafeMutableBytes { memory in
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[unread.upperBound...])
            while true {
                let count = unsafe recv(descriptor, free.baseAddress, free.count, 0)
                guard count < 0, errno == EINTR else { return count }
            }
        }
        guard count > 0 else { return false }
        unread = unread.lowerBound..<unread.upperBound + count
        return true
    }
}
