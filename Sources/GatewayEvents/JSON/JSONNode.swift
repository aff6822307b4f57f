/// One value, or one key, of a JSON text that has been read.
///
/// Nodes stand in the text's order: an object is followed by its keys, each followed by its value, an array by
/// its elements.
struct JSONNode {
    enum Kind: UInt8 {
        case null, yes, no, number, string, array, object
        /// A string with a lone surrogate, which no UTF-8 text can hold; it stands as three bytes.
        case brokenString
        /// A value that was checked but not kept.
        case skipped
    }

    var kind: Kind
    /// Where the value stands: of a string its characters alone, unescaped.
    private var start: UInt32
    private var end: UInt32
    /// The node behind this one and all that is in it.
    private var following: UInt32

    @inline(__always)
    init(_ kind: Kind, _ range: Range<Int>, next: Int) {
        self.kind = kind
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        end = UInt32(truncatingIfNeeded: range.upperBound)
        following = UInt32(truncatingIfNeeded: next)
    }

    @inline(__always)
    var range: Range<Int> { Int(start)..<Int(end) }

    @inline(__always)
    var next: Int { Int(following) }
}
