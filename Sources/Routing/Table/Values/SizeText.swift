/// Numbers of bytes: `512B`, `64KiB`, `1MiB` (powers of 1024), `10kB`, `6MB` (powers of 1000).
package enum SizeText {
    /// A whole number with its unit; nil for anything else and for what exceeds 2^53.
    package static func parse(_ text: String) -> Int? {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        guard (1...15).contains(digits.count), let number = Int(Substring(digits)) else { return nil }
        guard let factor = factor(String(text.dropFirst(digits.count))) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow || bytes > 1 << 53 ? nil : bytes
    }

    private static func factor(_ unit: String) -> Int? {
        switch unit {
        case "B": 1
        case "kB", "KB": 1000
        case "MB": 1_000_000
        case "GB": 1_000_000_000
        case "KiB": 1 << 10
        case "MiB": 1 << 20
        case "GiB": 1 << 30
        default: nil
        }
    }
}
