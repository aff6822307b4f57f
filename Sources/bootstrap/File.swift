import Glibc

/// Files, as far as the start asks for them.
enum File {
    /// Whether a path leads to a file that can be read.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, R_OK) == 0
    }
}
