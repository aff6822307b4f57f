import Synchronization

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
    /// The key whose value tells this map from others like it in messages.
    package let nameKey: KeyName?
    /// Of each of these groups exactly one key is there.
    package let exactlyOne: [KeyGroup]
    package let mayBeEmpty: Bool
    private let makeKeys: @Sendable () -> [Key]
    private let made = Mutex<Keys?>(nil)

    /// The keys are made when they are first asked for: a start checks a few of the language's maps.
    package init(
        _ noun: String,
        nameKey: KeyName? = nil,
        exactlyOne: [KeyGroup] = [],
        mayBeEmpty: Bool = false,
        _ keys: @autoclosure @escaping @Sendable () -> [Key]
    ) {
        self.noun = noun
        self.nameKey = nameKey
        self.exactlyOne = exactlyOne
        self.mayBeEmpty = mayBeEmpty
        makeKeys = keys
    }

    package var keys: [Key] { known.keys }

    /// The keys that have to be there.
    package var required: [KeyName] { keys.filter(\.isRequired).map(\.keyName) }

    /// What a check asks of the keys.
    var known: Keys {
        if let known = made.withLock({ $0 }) { return known }
        // Not within the lock: the keys may hold maps that hold this one.
        let keys = Keys(makeKeys(), exactlyOne)
        made.withLock { $0 = keys }
        return keys
    }

    /// The keys, ready to be asked for.
    final class Keys: Sendable {
        let keys: [Key]
        private let names: [KeyName]
        /// The shapes of the keys, apart, so that looking at one copies no key.
        private let shapes: [Shape]
        let required: KeySet
        /// The keys whose value may be any text, of which nothing more is to be checked.
        let texts: KeySet
        /// The keys of each group of `exactlyOne`.
        let exactlyOne: [KeySet]

        init(_ keys: [Key], _ exactlyOne: [KeyGroup]) {
            assert(keys.count <= 64, "a set of keys holds 64")
            self.keys = keys
            names = keys.map(\.keyName)
            shapes = keys.map(\.shape)
            required = KeySet(keys) { $0.isRequired }
            texts = KeySet(keys) { $0.shape.takesAnyText }
            self.exactlyOne = exactlyOne.map { group in KeySet(keys) { group.names.contains($0.keyName) } }
        }

        /// The place of a key; nil when it is none of them.
        func index(of name: KeyName) -> Int? {
            for index in names.indices where names[index] == name { return index }
            return nil
        }

        func shape(at index: Int) -> Shape { shapes[index] }

        /// Whether these are all that have to be there.
        func areFulfilled(by present: KeySet) -> Bool {
            present.isSuperset(of: required) && exactlyOne.allSatisfy { present.count(of: $0) == 1 }
        }
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

        func contains(_ place: Int) -> Bool { bits >> UInt64(place) & 1 == 1 }

        func isSuperset(of other: KeySet) -> Bool { other.bits & ~bits == 0 }

        func count(of other: KeySet) -> Int { (bits & other.bits).nonzeroBitCount }
    }
}

/// Keys of which exactly one is there.
package struct KeyGroup: Sendable, ExpressibleByArrayLiteral {
    /// In the order in which messages name them.
    package let names: [KeyName]

    package init(arrayLiteral names: KeyName...) {
        self.names = names
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
