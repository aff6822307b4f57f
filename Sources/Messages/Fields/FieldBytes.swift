extension UInt8 {
    /// Whether the byte can stand in no field value: a control character but the tab (RFC 9110 section 5.5).
    @inline(__always)
    package var isFieldControl: Bool { self < 0x20 ? self != 0x09 : self == 0x7f }
}

extension Span<UInt8> {
    /// Whether a byte can stand in no field value.
    @inline(__always)
    package var holdsControl: Bool {
        var found = false
        for index in indices { found = found || self[index].isFieldControl }
        return found
    }

    /// The range without spaces and tabs at both ends.
    @inline(__always)
    package var trimmed: Range<Int> {
        var start = 0
        var end = count
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }
}

extension OutputSpan<UInt8> {
    /// Adds a copy of the bytes; what there is no room for is a mistake of ours.
    @inline(__always)
    mutating func append(copying bytes: Span<UInt8>) {
        precondition(bytes.count <= freeCapacity, "the bytes do not fit")
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            unsafe bytes.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress, let to = buffer.baseAddress else { return }
                unsafe (to + count).update(from: from, count: source.count)
                count += source.count
            }
        }
    }
}
