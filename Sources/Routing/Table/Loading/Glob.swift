/// Names with `*` (any text) and `?` (one character) in place of what is not known.
struct Glob {
    private let pattern: [UInt8]

    init(_ pattern: some StringProtocol) {
        self.pattern = Array(pattern.utf8)
    }

    static func isGlob(_ text: some StringProtocol) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Whether the name is one that the pattern means; a leading dot has to be written out.
    func matches(_ name: String) -> Bool {
        let name = Array(name.utf8)
        if name.first == UInt8(ascii: "."), pattern.first != UInt8(ascii: ".") { return false }
        var (at, position) = (0, 0)
        var star: (pattern: Int, name: Int)?
        while position < name.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                star = (at, position)
                at += 1
            } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == name[position] {
                at += 1
                position += 1
            } else if let last = star {
                // The star takes one character more.
                star = (last.pattern, last.name + 1)
                at = last.pattern + 1
                position = last.name + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// The paths of all files that a path with patterns means, sorted by name.
    static func paths(_ path: String, in folder: String, _ files: TableFiles) -> [String] {
        var folders = [path.hasPrefix("/") ? "/" : folder]
        let parts = path.split(separator: "/").map(String.init)
        for part in parts {
            folders = folders.flatMap { folder in
                guard isGlob(part) else { return [FilePath.resolve(part, in: folder)] }
                let glob = Glob(part)
                let names = (files.names(folder) ?? []).filter(glob.matches).sorted()
                return names.map { FilePath.resolve($0, in: folder) }
            }
        }
        return folders
    }
}
