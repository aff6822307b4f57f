import Glibc

/// The files beside the tests; found from this file's path, as there is no bundle without Foundation.
enum Fixtures {
    static let events = folder("Fixtures/events")

    private static func folder(_ path: String) -> String {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return "/\(tests)/\(path)"
    }

    /// The names of a folder's files that end so, without that ending, sorted.
    static func names(in folder: String, ending: String) -> [String] {
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name.hasSuffix(ending) { names.append(String(name.dropLast(ending.count))) }
        }
        return names.sorted()
    }

    static func bytes(of path: String) -> [UInt8] {
        guard let file = unsafe fopen(path, "r") else { return [] }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    static func write(_ bytes: some Collection<UInt8>, to path: String) {
        guard let file = unsafe fopen(path, "w") else { return }
        defer { unsafe fclose(file) }
        let bytes = Array(bytes)
        unsafe fwrite(bytes, 1, bytes.count, file)
    }
}
