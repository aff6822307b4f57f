/// What has moved in a list against what has stayed.
enum Order {
    /// The fewest names whose moves make the second order of the first; both hold the same names, each once.
    static func moved(from old: [String], to new: [String]) -> [String] {
        let places = Dictionary(uniqueKeysWithValues: old.enumerated().map { ($1, $0) })
        let kept = longestRise(new.compactMap { places[$0] })
        return new.filter { name in places[name].map { !kept.contains($0) } ?? false }
    }

    /// The members of a longest increasing subsequence (patience sorting).
    private static func longestRise(_ numbers: [Int]) -> Set<Int> {
        var piles: [Int] = []
        var before = [Int?](repeating: nil, count: numbers.count)
        for (place, number) in numbers.enumerated() {
            var low = 0
            var high = piles.count
            while low < high {
                let middle = (low + high) / 2
                if numbers[piles[middle]] < number { low = middle + 1 } else { high = middle }
            }
            before[place] = low > 0 ? piles[low - 1] : nil
            if low == piles.count { piles.append(place) } else { piles[low] = place }
        }
        var kept: Set<Int> = []
        var next = piles.last
        while let place = next {
            kept.insert(numbers[place])
            next = before[place]
        }
        return kept
    }
}
