/// A set of values that is either some, or all but some.
///
/// The values are texts, or nil for a value that is absent; there are always more than any set names.
struct ValueSet: Hashable, Sendable {
    private var values: Set<String?>
    /// Whether it is all but `values`.
    private var isComplement: Bool

    static var all: ValueSet { ValueSet(values: [], isComplement: true) }

    static func some(_ values: Set<String?>) -> ValueSet { ValueSet(values: values, isComplement: false) }

    static func allBut(_ values: Set<String?>) -> ValueSet { ValueSet(values: values, isComplement: true) }

    var isEmpty: Bool { !isComplement && values.isEmpty }

    func intersection(_ other: ValueSet) -> ValueSet {
        switch (isComplement, other.isComplement) {
        case (false, false): .some(values.intersection(other.values))
        case (false, true): .some(values.subtracting(other.values))
        case (true, false): .some(other.values.subtracting(values))
        case (true, true): .allBut(values.union(other.values))
        }
    }

    func subtracting(_ other: ValueSet) -> ValueSet {
        intersection(ValueSet(values: other.values, isComplement: !other.isComplement))
    }
}
