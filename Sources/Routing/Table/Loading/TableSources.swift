/// The files of one table, read and parsed: the root and what it includes.
struct TableSources {
    /// One file.
    struct File {
        let source: SourceText
        let root: Node
        /// The folder that names in the file are relative to.
        let folder: String
    }

    /// Nil where the root can't be read as YAML.
    private(set) var root: File?
    /// In the order in which their routes come.
    private(set) var included: [File] = []
    /// The names of all files that were opened, the root first.
    private(set) var names: [String] = []
    private var hash = SourceHash()
    private let files: TableFiles
    private let variables: Variables

    init(files: TableFiles, variables: Variables) {
        self.files = files
        self.variables = variables
    }

    /// Reads the root from the disk, and what it includes.
    mutating func read(path: String, _ findings: inout Findings) {
        guard let bytes = self.bytes(at: path, askedFor: nil, &findings) else { return }
        read(bytes, named: path, folder: FilePath.folder(of: path), &findings)
    }

    /// Takes the root from memory, and reads what it includes.
    mutating func read(_ bytes: [UInt8], named name: String, folder: String, _ findings: inout Findings) {
        root = file(bytes, named: name, folder: folder, &findings)
        guard let include = root?.root[.include] else { return }
        for element in include.list ?? [] {
            for path in paths(element, folder: folder, &findings) where path != name && !names.contains(path)
            {
                guard let bytes = self.bytes(at: path, askedFor: element, &findings) else { continue }
                let folder = FilePath.folder(of: path)
                if let file = file(bytes, named: path, folder: folder, &findings) { included.append(file) }
            }
        }
    }

    var hashText: String { hash.text }

    private mutating func file(
        _ bytes: [UInt8],
        named name: String,
        folder: String,
        _ findings: inout Findings
    ) -> File? {
        let source = SourceText(name: name, bytes: bytes)
        names.append(name)
        hash.combine(bytes)
        return YAMLDocument.read(source, variables, &findings).map {
            File(source: source, root: $0, folder: folder)
        }
    }

    private func paths(_ element: Node, folder: String, _ findings: inout Findings) -> [String] {
        guard let text = element.text, !element.isUndetermined else { return [] }
        guard Glob.isGlob(text) else { return [FilePath.resolve(text, in: folder)] }
        let found = Glob.paths(text, in: folder, files)
        if found.isEmpty { findings.report(.includesNothing(element)) }
        return found
    }

    private func bytes(at path: String, askedFor element: Node?, _ findings: inout Findings) -> [UInt8]? {
        do throws(TableFiles.Problem) {
            return try files.read(path)
        } catch {
            let whole = Place(wholeOf: SourceText(name: path, bytes: []))
            findings.report(.unreadableFile(path, error.reason, at: element?.problemPlace ?? whole))
            return nil
        }
    }
}

/// A hash that tells one table's sources from another's (FNV-1a over words); none against forgery.
struct SourceHash {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func combine(_ bytes: [UInt8]) {
        combine(UInt64(bytes.count))
        let words = bytes.count / 8 * 8
        unsafe bytes.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: words, by: 8) {
                combine(
                    UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                )
            }
        }
        var rest: UInt64 = 0
        for byte in bytes[words...].reversed() { rest = rest << 8 | UInt64(byte) }
        combine(rest)
    }

    private mutating func combine(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01b3
        value ^= value >> 29
    }

    /// Sixteen hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
