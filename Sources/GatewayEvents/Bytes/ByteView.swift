#if canImport(Glibc)
    import Glibc
#endif

/// Bytes to read; every access is checked against their bounds.
///
/// A view of an array's storage: it must not outlive the closure that lent it.
@safe struct ByteView {
    private let base: UnsafePointer<UInt8>?
    let count: Int

    init(_ buffer: UnsafeBufferPointer<UInt8>) {
        unsafe base = buffer.baseAddress
        count = buffer.count
    }

    @inline(__always)
    private func address(of position: Int, length: Int) -> UnsafePointer<UInt8> {
        guard let base = unsafe base, position >= 0, length >= 0, position <= count - length else {
            preconditionFailure("bytes outside of the text")
        }
        return unsafe base + position
    }

    subscript(position: Int) -> UInt8 {
        @inline(__always) get { unsafe address(of: position, length: 1).pointee }
    }

    /// Eight bytes, the first in the lowest bits.
    @inline(__always)
    func word(at position: Int) -> UInt64 {
        let start = unsafe UnsafeRawPointer(address(of: position, length: 8))
        return unsafe UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
    }

    /// Sixteen bytes as signed numbers.
    @inline(__always)
    func smallBlock(at position: Int) -> SIMD16<Int8> {
        unsafe UnsafeRawPointer(address(of: position, length: 16)).loadUnaligned(as: SIMD16<Int8>.self)
    }

    @inline(__always)
    func block(at position: Int) -> SIMD64<Int8> {
        unsafe UnsafeRawPointer(address(of: position, length: 64)).loadUnaligned(as: SIMD64<Int8>.self)
    }

    /// Whether the bytes in the range are exactly these.
    @inline(__always)
    func spells(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount, range.count > 0 else { return false }
        return unsafe memcmp(address(of: range.lowerBound, length: range.count), text.utf8Start, range.count)
            == 0
    }

    /// Less than, equal to or greater than 0, as the bytes of the first range sort before, with or behind the other's.
    func compare(_ first: Range<Int>, _ second: Range<Int>) -> Int {
        let shorter = min(first.count, second.count)
        guard shorter > 0 else { return first.count - second.count }
        let left = unsafe address(of: first.lowerBound, length: first.count)
        let right = unsafe address(of: second.lowerBound, length: second.count)
        let order = unsafe Int(memcmp(left, right, shorter))
        return order == 0 ? first.count - second.count : order
    }

    /// The range's bytes as a string; what is not UTF-8 in them is replaced.
    @inline(__always)
    func string(_ range: Range<Int>) -> String {
        guard !range.isEmpty else { return "" }
        let start = unsafe address(of: range.lowerBound, length: range.count)
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: range.count), as: UTF8.self)
    }

    /// Lends the range's bytes for the length of a call.
    @inline(__always)
    func lend<Result>(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard !range.isEmpty else { return unsafe body(UnsafeBufferPointer(start: nil, count: 0)) }
        let start = unsafe address(of: range.lowerBound, length: range.count)
        return unsafe body(UnsafeBufferPointer(start: start, count: range.count))
    }
}
