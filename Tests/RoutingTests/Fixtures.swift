import Glibc
import Routing

/// The files that tests read, found from where this file stands.
enum Fixtures {
    static let root = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    static let diagnostics = "\(root)/Tests/Fixtures/diagnostics"

    static func text(_ path: String) throws -> String {
        String(decoding: try TableFiles.disk.read(path), as: UTF8.self)
    }

    static func write(_ text: String, to path: String) {
        guard let file = unsafe fopen(path, "w") else { return }
        unsafe fputs(text, file)
        unsafe fclose(file)
    }
}
