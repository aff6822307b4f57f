/// Durations as GEP-2257 of the Kubernetes Gateway API writes them: `500ms`, `2s`, `1m30s`, `1h`.
package enum DurationText {
    /// One to four numbers of at most five digits, each with `h`, `m`, `s` or `ms`; nil for anything else.
    package static func parse(_ text: String) -> Duration? {
        var milliseconds = 0
        var parts = 0
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...5).contains(digits.count), let number = Int(Substring(digits)) else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let (factor, length) = unit(rest) else { return nil }
            milliseconds += number * factor
            parts += 1
            rest = rest.dropFirst(length)
        }
        return (1...4).contains(parts) ? .milliseconds(milliseconds) : nil
    }

    /// The shortest text that `parse` reads as the duration, which is cut to whole milliseconds.
    package static func text(of duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        var result = ""
        if seconds >= 3600 { result += "\(seconds / 3600)h" }
        if seconds / 60 % 60 > 0 { result += "\(seconds / 60 % 60)m" }
        if seconds % 60 > 0 { result += "\(seconds % 60)s" }
        if milliseconds > 0 { result += "\(milliseconds)ms" }
        return result.isEmpty ? "0s" : result
    }

    private static func unit(_ rest: Substring.UTF8View.SubSequence) -> (milliseconds: Int, length: Int)? {
        let next = rest.dropFirst().first
        switch rest.first {
        case UInt8(ascii: "h"): return (3_600_000, 1)
        case UInt8(ascii: "m"): return next == UInt8(ascii: "s") ? (1, 2) : (60_000, 1)
        case UInt8(ascii: "s"): return (1000, 1)
        default: return nil
        }
    }
}
