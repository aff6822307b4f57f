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
    private let indexes: [String: Int]

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
        indexes = Dictionary(keys.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of a key in `keys`; nil when it is none of them.
    package func index(of name: String) -> Int? { indexes[name] }
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
