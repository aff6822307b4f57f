// What every module does with bytes all the time is public: nothing else is inlined into another module.

extension UInt8 {
    /// Whether the byte can stand in no field value: a control character but the tab (RFC 9110 section 5.5).
    @inline(__always)
    package var isFieldControl: Bool { self < 0x20 ? self != 0x09 : self == 0x7f }
}

extension Span<UInt8> {
    /// Eight bytes, the first in the lowest bits.
    @inlinable
    @inline(__always)
    public func word(at place: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    /// All bytes where there are no more than seven, the first in the lowest bits, zeros behind the last.
    @inlinable
    @inline(__always)
    public var shortWord: UInt64 {
        guard count < 4 else {
            let first = unsafe UInt32(littleEndian: bytes.unsafeLoadUnaligned(as: UInt32.self))
            let last = unsafe UInt32(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            )
            return UInt64(first) | UInt64(last) << UInt64(truncatingIfNeeded: (count &- 4) &* 8)
        }
        guard count > 0 else { return 0 }
        let middle = count >> 1
        let ends = UInt64(self[0]) | UInt64(self[count &- 1]) << UInt64(truncatingIfNeeded: (count &- 1) &* 8)
        return ends | UInt64(self[middle]) << UInt64(truncatingIfNeeded: middle &* 8)
    }

    /// Whether a byte can stand in no field value.
    @inline(__always)
    package var holdsControl: Bool {
        guard count >= 8 else {
            // Spaces for what there is no byte for.
            let rest: UInt64 = 0x2020_2020_2020_2020 << UInt64(truncatingIfNeeded: count &* 8)
            return Self.mayHoldControl(shortWord | rest) && holdsControl(in: indices)
        }
        var place = 0
        while place &+ 8 < count {
            if Self.mayHoldControl(word(at: place)), holdsControl(in: indices) { return true }
            place &+= 8
        }
        return Self.mayHoldControl(word(at: count &- 8)) && holdsControl(in: indices)
    }

    /// Whether a control may be among eight bytes: a tab counts too, and below a carry its neighbour may.
    @inline(__always)
    private static func mayHoldControl(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let deletes = word ^ (ones &* 0x7f)
        let found = ((word &- (ones &* 0x20)) & ~word) | ((deletes &- ones) & ~deletes)
        return found & (ones &* 0x80) != 0
    }

    @inline(never)
    private func holdsControl(in range: Range<Int>) -> Bool {
        for index in range where self[index].isFieldControl { return true }
        return false
    }

    /// The bytes as text; what is not UTF-8 in them is replaced.
    @inlinable
    @inline(__always)
    public var string: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// The range without spaces and tabs at both ends.
    @inlinable
    @inline(__always)
    public var trimmed: Range<Int> {
        var start = 0
        var end = count
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }
}

extension [UInt8] {
    /// Adds a copy of the bytes.
    @inlinable
    @inline(__always)
    public mutating func append(copying bytes: Span<UInt8>) {
        append(addingCapacity: bytes.count) { $0.append(copying: bytes) }
    }
}

extension OutputSpan<UInt8> {
    /// Adds a copy of the bytes; what there is no room for is a mistake of ours.
    @inlinable
    @inline(__always)
    public mutating func append(copying bytes: Span<UInt8>) {
        precondition(bytes.count <= freeCapacity, "the bytes do not fit")
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            unsafe bytes.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress, let to = buffer.baseAddress else { return }
                unsafe (to + count).update(from: from, count: source.count)
                count += source.count
            }
        }
    }

    /// Adds a text of ours.
    @inlinable
    @inline(__always)
    public mutating func append(copying text: StaticString) {
        text.withUTF8Buffer { unsafe append(copying: $0.span) }
    }
}
