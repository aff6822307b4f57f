/// How loading reaches files: closures, so that tests and the AppConfig agent need no disk.
package struct TableFiles: Sendable {
    /// Why a file can't be read.
    package struct Problem: Error, Sendable, Hashable {
        /// To stand behind "can't be read: ".
        package let reason: String

        package init(_ reason: String) {
            self.reason = reason
        }
    }

    /// The bytes of the file at a path.
    package let read: @Sendable (_ path: String) throws(Problem) -> [UInt8]
    /// The names in a folder, in any order; nil where it can't be read.
    package let names: @Sendable (_ folder: String) -> [String]?

    package init(
        read: @escaping @Sendable (_ path: String) throws(Problem) -> [UInt8],
        names: @escaping @Sendable (_ folder: String) -> [String]?
    ) {
        self.read = read
        self.names = names
    }

    /// Files that are texts by their path, for tests and tables without a disk.
    package static func memory(_ texts: [String: String]) -> TableFiles {
        TableFiles(
            read: { path throws(Problem) in
                guard let text = texts[path] else { throw Problem("no such file") }
                return Array(text.utf8)
            },
            names: { folder in
                let names = texts.keys.filter { FilePath.folder(of: $0) == folder }.map(FilePath.name(of:))
                return names.isEmpty ? nil : names
            }
        )
    }
}

/// Paths as text: their parts are what stands between slashes.
enum FilePath {
    /// What stands before the last slash; `.` where there is none, `/` for what stands at the root.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What stands behind the last slash.
    static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// The path of a name that is relative to a folder; an absolute one is itself.
    static func resolve(_ name: String, in folder: String) -> String {
        if name.hasPrefix("/") || folder == "." { return name }
        return folder == "/" ? "/\(name)" : "\(folder)/\(name)"
    }
}
