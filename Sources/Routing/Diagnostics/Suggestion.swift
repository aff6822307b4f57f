/// Finds the known word that somebody most likely meant.
package enum Suggestion {
    /// The nearest of the known words, or nil when none is near.
    ///
    /// Case, `_` and `-` do not count, so that `request_headers` finds `requestHeaders`.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let folded = fold(word)
        var best: (word: String, distance: Int)?
        for candidate in known {
            let other = fold(candidate)
            let limit = max(folded.count, other.count) / 3
            let distance = distance(folded, other)
            guard distance <= limit, distance < best?.distance ?? Int.max else { continue }
            best = (candidate, distance)
        }
        return best?.word
    }

    private static func fold(_ word: String) -> [UInt8] {
        // Longer words than any key of ours are near to none of them.
        word.utf8.prefix(64).filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }.map {
            (0x41...0x5a).contains($0) ? $0 | 0x20 : $0
        }
    }

    /// Insertions, deletions, replacements, and swaps of neighbours (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let same = left[row - 1] == right[column - 1]
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1]
                {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
