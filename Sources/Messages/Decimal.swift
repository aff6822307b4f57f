extension OutputSpan<UInt8> {
    /// The most bytes that a number takes.
    package static var mostDecimals: Int { 20 }

    /// Adds a number in decimal digits.
    package mutating func append(decimal value: Int) {
        if value >= 0, value < 10 { return append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value)) }
        if value < 0 { append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = value.magnitude
        var first = 20
        while rest > 0 {
            first &-= 1
            digits[first] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        append(copying: digits.span.extracting(first...))
    }
}
