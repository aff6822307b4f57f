import Glibc

/// Small files, and what the environment says.
enum TextFile {
    /// A variable of our own environment; nil where it is not set.
    static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// A file's text; nil where it can't be read.
    static func text(of path: String) -> String? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    /// Writes a file anew.
    static func write(_ text: String, to path: String) throws(Failure) {
        let bytes = Array(text.utf8)
        guard let file = unsafe fopen(path, "w") else { throw Failure("\(path) cannot be written") }
        let count = unsafe fwrite(bytes, 1, bytes.count, file)
        guard unsafe fclose(file) == 0, count == bytes.count else {
            throw Failure("\(path) cannot be written")
        }
    }
}
