import Glibc

/// The variables of this process.
enum Environment {
    /// All of them, read once at the start.
    static func read() -> [String: String] {
        var result: [String: String] = [:]
        var entry = unsafe environ
        while let variable = unsafe entry.pointee {
            if let sign = unsafe strchr(variable, CInt(UInt8(ascii: "="))) {
                let name = unsafe UnsafeRawBufferPointer(start: variable, count: sign - variable)
                unsafe result[String(decoding: name, as: UTF8.self)] = unsafe String(cString: sign + 1)
            }
            unsafe entry += 1
        }
        return result
    }
}
