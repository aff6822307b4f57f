/// What a value of the table may look like, before its meaning is asked.
package indirect enum Shape: Sendable {
    /// Any text, number or word, taken as it is written.
    case text
    /// A text of which the reference says more, such as `an address block`.
    case textNamed(String)
    case integer(ClosedRange<Int>)
    case boolean
    /// A duration as in GEP-2257, such as `1m30s`.
    case duration
    /// A number of bytes, such as `1MiB`.
    case size
    /// One of these words.
    case choice([String])
    /// One of these numbers.
    case number(among: [Int])
    case list(Shape)
    /// A list, or one value that stands for a list of one.
    case oneOrMore(Shape)
    case map(MapShape)
    /// A map of names that the user chooses.
    case names(NamesShape)
    /// The first of these that is made like the value: a scalar, a list or a map.
    case either([Shape])
    /// A shape that contains itself.
    case later(@Sendable () -> Shape)
}

/// A map whose keys are known; a class, so that looking at it copies nothing.
package final class MapShape: Sendable {
    /// What the map is, for messages: "route", "`timeouts`".
    package let noun: String
    package let keys: [Key]
    /// The key whose value tells this map from others like it in messages.
    package let nameKey: String?
    /// Of each of these groups exactly one key is there.
    package let exactlyOne: [[String]]
    package let mayBeEmpty: Bool
    /// The names of the keys that have to be there.
    package let required: [String]
    private let fingerprints: [UInt32]
    let requiredKeys: KeySet
    /// The keys of each group of `exactlyOne`.
    let exactlyOneKeys: [KeySet]

    package init(
        _ noun: String,
        nameKey: String? = nil,
        exactlyOne: [[String]] = [],
        mayBeEmpty: Bool = false,
        _ keys: [Key]
    ) {
        self.noun = noun
        self.nameKey = nameKey
        self.exactlyOne = exactlyOne
        self.mayBeEmpty = mayBeEmpty
        self.keys = keys
        required = keys.filter(\.isRequired).map(\.name)
        fingerprints = keys.map { MapShape.fingerprint($0.name) }
        assert(keys.count <= 64, "a set of keys holds 64")
        requiredKeys = KeySet(keys) { $0.isRequired }
        exactlyOneKeys = exactlyOne.map { group in KeySet(keys) { group.contains($0.name) } }
    }

    /// The place of a key in `keys`; nil when it is none of them.
    package func index(of name: String) -> Int? {
        // A dictionary would have to be made at each start, and hash each key of the table.
        let fingerprint = MapShape.fingerprint(name)
        for index in fingerprints.indices where fingerprints[index] == fingerprint && keys[index].name == name
        {
            return index
        }
        return nil
    }

    /// Some of a shape's keys, by their places; a shape has at most 64.
    struct KeySet {
        private var bits: UInt64 = 0

        init() {}

        init(_ keys: [Key], where isIn: (Key) -> Bool) {
            for (place, key) in keys.enumerated() where isIn(key) { _ = insert(place) }
        }

        /// False where the key was in it already.
        mutating func insert(_ place: Int) -> Bool {
            let bit: UInt64 = 1 << UInt64(place)
            defer { bits |= bit }
            return bits & bit == 0
        }

        func isSuperset(of other: KeySet) -> Bool { other.bits & ~bits == 0 }

        func count(of other: KeySet) -> Int { (bits & other.bits).nonzeroBitCount }
    }

    /// Length, first and last byte, by which most keys of a map differ.
    private static func fingerprint(_ name: String) -> UInt32 {
        let bytes = name.utf8.span
        guard !bytes.isEmpty else { return 0 }
        return UInt32(truncatingIfNeeded: bytes.count) << 16 | UInt32(bytes[0]) << 8
            | UInt32(bytes[bytes.count - 1])
    }
}

/// A map from names to values of one shape.
package struct NamesShape: Sendable {
    /// What a name names, for messages: "backend", "header".
    package let noun: String
    package let value: Shape
    /// Whether two names that differ in case only are the same one, as with header fields.
    package let ignoresCase: Bool
    package let mayBeEmpty: Bool

    package init(_ noun: String, _ value: Shape, ignoresCase: Bool = false, mayBeEmpty: Bool = false) {
        self.noun = noun
        self.value = value
        self.ignoresCase = ignoresCase
        self.mayBeEmpty = mayBeEmpty
    }
}
