extension ByteView {
    /// How many bytes these take inside a JSON string; nil where they are not UTF-8.
    func lengthAsJSON() -> Int? {
        var length = count
        var position = 0
        while true {
            position = endOfPlainRun(from: position)
            guard position < count else { return length }
            switch self[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0a, 0x0d, 0x09: length += 1
            case 0..<0x20: length += 5
            default:
                let sequence = UTF8Sequence.length(at: position, in: self)
                guard sequence > 0 else { return nil }
                position += sequence - 1
            }
            position += 1
        }
    }
}
