import Glibc
import LocalGateway

/// A folder of a test's own, removed with everything in it.
struct TemporaryFolder: Sendable {
    struct NotWritten: Error {
        let path: String
        let errno: Int32
    }

    let path: String

    static func with<Result: Sendable>(_ body: @Sendable (TemporaryFolder) async throws -> Result)
        async throws -> Result
    {
        var template = Array("/tmp/switchyard-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw NotWritten(path: "/tmp", errno: errno) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(TemporaryFolder(path: path))) } catch {
            result = .failure(error)
        }
        _ = try await ChildProcess.start("/bin/rm", ["-rf", path], environment: [:]).exitCode
        return try result.get()
    }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ name: String, _ bytes: some Collection<UInt8>) throws -> String {
        let file = "\(path)/\(name)"
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw NotWritten(path: file, errno: errno) }
        defer { close(descriptor) }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw NotWritten(path: file, errno: errno) }
            rest = rest.dropFirst(count)
        }
        return file
    }

    /// Makes a folder in it.
    func makeFolder(_ name: String) throws {
        guard unsafe mkdir("\(path)/\(name)", 0o755) == 0 else {
            throw NotWritten(path: "\(path)/\(name)", errno: errno)
        }
    }
}

/// A file's bytes; nil where it cannot be read.
func contents(of path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
        let count = unsafe fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { return all }
        all += buffer[..<count]
    }
}

/// The names in a folder; none where it cannot be read.
func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
            unsafe $0.prefix { $0 != 0 }.map { $0 }
        }
        names.append(String(decoding: name, as: UTF8.self))
    }
    return names
}
