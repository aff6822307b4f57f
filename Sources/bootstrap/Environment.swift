import Glibc

/// The variables of this process.
enum Environment {
    /// All of them, read once at the start.
    static func read() -> [String: String] {
        var result: [String: String] = [:]
        var entry = unsafe environ
        while let variable = unsafe entry.pointee {
            let text = unsafe String(cString: variable)
            if let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                result[String(text[..<sign])] = String(text[text.utf8.index(after: sign)...])
            }
            unsafe entry += 1
        }
        return result
    }
}
