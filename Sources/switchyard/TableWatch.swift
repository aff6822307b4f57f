import Glibc

/// Notices when one of a table's files is saved.
struct TableWatch: Sendable {
    private var stamps: [String: Stamp?]

    /// What tells one saved state of a file from the next; an editor may also put a new file in its place.
    private struct Stamp: Equatable, Sendable {
        let seconds: Int
        let nanoseconds: Int
        let size: Int
        let inode: UInt

        init?(_ path: String) {
            var facts = stat()
            guard unsafe stat(path, &facts) == 0 else { return nil }
            seconds = facts.st_mtim.tv_sec
            nanoseconds = facts.st_mtim.tv_nsec
            size = Int(facts.st_size)
            inode = UInt(facts.st_ino)
        }
    }

    init(files: [String]) {
        stamps = [:]
        follow(files)
    }

    /// From now on these files count.
    mutating func follow(_ files: [String]) {
        stamps = Dictionary(files.map { ($0, Stamp($0)) }) { first, _ in first }
    }

    /// Whether a file has changed since the last call.
    mutating func haveChanged() -> Bool {
        let now = Dictionary(uniqueKeysWithValues: stamps.keys.map { ($0, Stamp($0)) })
        defer { stamps = now }
        return now != stamps
    }
}
