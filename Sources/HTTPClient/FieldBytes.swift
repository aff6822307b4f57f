/// Whether the bytes spell a lower-case word, in whatever case.
func equalsIgnoringCase(_ bytes: Span<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { letters in
        for index in bytes.indices {
            let byte = bytes[index]
            let lower = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
            guard unsafe lower == letters[index] else { return false }
        }
        return true
    }
}

/// Whether a comma-separated list holds a lower-case word, in whatever case (RFC 9110 section 5.6.1).
func listHolds(_ list: Span<UInt8>, _ word: StaticString) -> Bool {
    var start = 0
    while start <= list.count {
        var end = start
        while end < list.count, list[end] != UInt8(ascii: ",") { end += 1 }
        var first = start
        var last = end
        while first < last, list[first] == 0x20 || list[first] == 0x09 { first += 1 }
        while last > first, list[last - 1] == 0x20 || list[last - 1] == 0x09 { last -= 1 }
        if equalsIgnoringCase(list.extracting(first..<last), word) { return true }
        start = end + 1
    }
    return false
}
