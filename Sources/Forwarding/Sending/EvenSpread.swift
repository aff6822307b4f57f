import Synchronization

/// Chooses among weighted places so that any run of choices, long or short, is shared out as the weights say.
///
/// Each point is the last one moved by the golden ratio (a Kronecker sequence), which leaves no gap for long
/// and repeats no pattern; the first is random, since many processes begin at once and serve little each.
final class EvenSpread: Sendable {
    private let point: Atomic<UInt64>

    init() {
        var generator = SystemRandomNumberGenerator()
        point = Atomic(generator.next())
    }

    /// Begins where the generator says.
    init(using generator: inout some RandomNumberGenerator) {
        point = Atomic(generator.next())
    }

    /// One of the places, each with its weight's share; the first where all weigh nothing, nil of none.
    func choose(among places: some Collection<Int>, weight: (Int) -> Int) -> Int? {
        guard let first = places.first, places.count > 1 else { return places.first }
        let total = places.reduce(0) { $0 + weight($1) }
        guard total > 0 else { return first }
        var share = next(below: UInt64(total))
        for place in places {
            let own = UInt64(weight(place))
            if share < own { return place }
            share -= own
        }
        return first
    }

    /// Whether this time is one of so many in a hundred.
    func isOne(of percent: Int) -> Bool {
        percent >= 100 || next(below: 100) < UInt64(max(0, percent))
    }

    private func next(below bound: UInt64) -> UInt64 {
        // 2^64 divided by the golden ratio.
        let moved = point.wrappingAdd(0x9e37_79b9_7f4a_7c15, ordering: .relaxed).newValue
        return moved.multipliedFullWidth(by: bound).high
    }
}
