extension Base64 {
    /// The characters for some bytes.
    package static func characters(of bytes: [UInt8]) -> [UInt8] {
        let length = length(encoding: bytes.count)
        return unsafe Array(unsafeUninitializedCapacity: length) { buffer, count in
            let output = unsafe WritableBytes(buffer)
            unsafe bytes.withUnsafeBufferPointer { unsafe encode(ByteView($0), writing: output, at: 0) }
            count = length
        }
    }

    /// The bytes that the characters stand for; nil where they are no base64.
    package static func bytes(of characters: [UInt8]) -> [UInt8]? {
        var bytes = characters
        let range = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            let text = unsafe ByteView(UnsafeBufferPointer(buffer))
            return unsafe decode(0..<buffer.count, in: text, writing: WritableBytes(buffer))
        }
        return range.map { Array(bytes[$0]) }
    }
}
