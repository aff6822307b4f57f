import Synchronization

/// How many copies may be under way to one backend: one that answers nothing must take neither the connections
/// nor the memory of the real requests.
final class CopyAllowance: Sendable {
    private struct Use {
        var copies = 0
        var bytes = 0
    }

    static let mostCopies = 64
    /// Of bodies, all copies together; a single one may have more.
    static let mostBytes = 16 << 20

    private let use = Mutex(Use())

    /// Takes room for a copy with a body of so many bytes; false where there is none.
    func take(bytes: Int) -> Bool {
        use.withLock { use in
            guard use.copies < CopyAllowance.mostCopies else { return false }
            guard use.copies == 0 || use.bytes + bytes <= CopyAllowance.mostBytes else { return false }
            use.copies += 1
            use.bytes += bytes
            return true
        }
    }

    /// Gives back what was taken, when the copy has been answered or given up.
    func giveBack(bytes: Int) {
        use.withLock { use in
            use.copies -= 1
            use.bytes -= bytes
        }
    }
}
