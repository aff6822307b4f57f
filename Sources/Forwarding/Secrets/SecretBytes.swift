/// What a secret is, for the length of the process; it never shows itself.
struct SecretBytes: Sendable, Hashable {
    private let bytes: [UInt8]

    /// Nil for an empty one, with which anybody could sign.
    init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return nil }
        self.bytes = bytes
    }

    /// The bytes as a piece of what is signed.
    var piece: ArraySlice<UInt8> { bytes[...] }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "(secret)" }
    var debugDescription: String { description }
    /// Without children, so that `dump` and string interpolation of what holds it stay silent.
    var customMirror: Swift.Mirror { Swift.Mirror(self, children: [(label: String?, value: Any)]()) }
}
