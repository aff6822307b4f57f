import Testing

@testable import Forwarding

struct EvenSpreadTests {
    @Test(arguments: [
        [9, 1], [1, 1], [3, 1], [99, 1], [1, 2, 3, 4], [0, 5, 5], [1_000_000, 1_000_000, 500_000],
    ])
    func `ten thousand choices are shared out within three in a hundred`(_ weights: [Int]) {
        for seed: UInt64 in 0..<20 {
            var generator = SplitMix(state: seed)
            let spread = EvenSpread(using: &generator)
            var counts = weights.map { _ in 0 }
            for _ in 0..<10_000 {
                if let place = spread.choose(among: weights.indices, weight: { weights[$0] }) {
                    counts[place] += 1
                }
            }
            let total = weights.reduce(0, +)
            for (count, weight) in zip(counts, weights) {
                let share = Double(weight) / Double(total) * 10_000
                #expect(abs(Double(count) - share) <= share * 0.03, "\(counts) for \(weights)")
            }
        }
    }

    @Test func `two starts differ, so that processes do not begin alike`() {
        let firsts = (0..<64).map { _ in EvenSpread().choose(among: 0..<1000) { _ in 1 } }
        #expect(Set(firsts).count > 32)
    }

    @Test(arguments: [(0, 0), (1, 100), (50, 5000), (99, 9900), (100, 10_000)])
    func `a percentage is kept`(_ percent: Int, _ expected: Int) {
        let spread = EvenSpread()
        let count = (0..<10_000).count { _ in spread.isOne(of: percent) }
        #expect(abs(count - expected) <= 5)
    }

    @Test func `what weighs nothing is not chosen, unless nothing weighs anything`() {
        let spread = EvenSpread()
        #expect((0..<100).allSatisfy { _ in spread.choose(among: 0..<3) { $0 == 1 ? 1 : 0 } == 1 })
        #expect(spread.choose(among: [4, 5]) { _ in 0 } == 4)
        #expect(spread.choose(among: []) { _ in 1 } == nil)
    }
}

/// Random numbers that are the same for the same seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        let mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        return mixed ^ mixed >> 27
    }
}
