extension UInt8 {
    /// Whether the byte can stand in no field value: a control character but the tab (RFC 9110 section 5.5).
    @inline(__always)
    package var isFieldControl: Bool { self < 0x20 ? self != 0x09 : self == 0x7f }
}

extension Span<UInt8> {
    /// Whether a byte can stand in no field value.
    @inline(__always)
    package var holdsControl: Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var place = 0
        while place &+ 8 <= count {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
            let deletes = word ^ (ones &* 0x7f)
            // A tab sets a bit too, and below a carry it may be a neighbour's: the bytes themselves decide.
            let found = ((word &- (ones &* 0x20)) & ~word) | ((deletes &- ones) & ~deletes)
            if found & highs != 0, holdsControl(in: place..<place &+ 8) { return true }
            place &+= 8
        }
        return holdsControl(in: place..<count)
    }

    private func holdsControl(in range: Range<Int>) -> Bool {
        for index in range where self[index].isFieldControl { return true }
        return false
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

extension [UInt8] {
    /// Adds a copy of the bytes.
    @inline(__always)
    package mutating func append(copying bytes: Span<UInt8>) {
        append(addingCapacity: bytes.count) { $0.append(copying: bytes) }
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
