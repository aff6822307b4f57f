/// Measured values of one thing, for their median and their tail.
package struct Samples: Sendable {
    private var sorted: [Double]

    /// Takes values in any order.
    package init(_ values: [Double]) {
        sorted = values.sorted()
    }

    /// Whether nothing was measured.
    package var isEmpty: Bool { sorted.isEmpty }

    /// The value in the middle; not a number where there is none.
    package var median: Double { quantile(0.5) }

    /// The value under which this share of the values lies; not a number where there is none.
    package func quantile(_ share: Double) -> Double {
        guard let last = sorted.last else { return .nan }
        let place = Int(share * Double(sorted.count))
        return place < sorted.count ? sorted[place] : last
    }
}
