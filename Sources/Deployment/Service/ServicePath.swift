/// Paths of a deployment: texts in which `..` is followed at once, since a service names its files by it.
enum ServicePath {
    /// The path of a name that is relative to a folder, without `.` and without `..` behind a name.
    static func resolve(_ name: String, in folder: String) -> String {
        let full = name.hasPrefix("/") || folder == "." ? name : "\(folder)/\(name)"
        var parts: [Substring] = []
        for part in full.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        let path = parts.joined(separator: "/")
        if full.hasPrefix("/") { return "/\(path)" }
        return path.isEmpty ? "." : path
    }

    /// What stands before the last slash; `.` where there is none.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }
}
