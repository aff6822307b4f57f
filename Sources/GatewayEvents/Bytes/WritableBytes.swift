#if canImport(Glibc)
    import Glibc
#endif

/// The same bytes as those of a `ByteView`, to be changed in place; every access is checked against their bounds.
@safe struct WritableBytes {
    private let base: UnsafeMutablePointer<UInt8>?
    let count: Int

    init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        unsafe base = buffer.baseAddress
        count = buffer.count
    }

    @inline(__always)
    private func address(of position: Int, length: Int) -> UnsafeMutablePointer<UInt8> {
        guard let base = unsafe base, position >= 0, length >= 0, position <= count - length else {
            preconditionFailure("bytes outside of the text")
        }
        return unsafe base + position
    }

    @inline(__always)
    func put(_ byte: UInt8, at position: Int) {
        unsafe address(of: position, length: 1).pointee = byte
    }

    /// Writes eight bytes, the first of them the number's lowest.
    @inline(__always)
    func put(_ word: UInt64, at position: Int) {
        let target = unsafe UnsafeMutableRawPointer(address(of: position, length: 8))
        unsafe target.storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// Writes sixteen bytes.
    @inline(__always)
    func put(_ block: SIMD16<Int8>, at position: Int) {
        let target = unsafe UnsafeMutableRawPointer(address(of: position, length: 16))
        unsafe target.storeBytes(of: block, as: SIMD16<Int8>.self)
    }

    func put(_ text: StaticString, at position: Int) {
        let length = text.utf8CodeUnitCount
        unsafe memcpy(address(of: position, length: length), text.utf8Start, length)
    }

    /// Copies bytes to another place; the two may overlap.
    func move(_ range: Range<Int>, to position: Int) {
        guard !range.isEmpty else { return }
        let source = unsafe address(of: range.lowerBound, length: range.count)
        unsafe memmove(address(of: position, length: range.count), source, range.count)
    }

    /// Lends the range's bytes for the length of a call.
    func lend<Result>(_ range: Range<Int>, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Result) -> Result {
        guard !range.isEmpty else { return unsafe body(UnsafeMutableBufferPointer(start: nil, count: 0)) }
        let start = unsafe address(of: range.lowerBound, length: range.count)
        return unsafe body(UnsafeMutableBufferPointer(start: start, count: range.count))
    }
}
