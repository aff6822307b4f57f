import Glibc

/// The seeds of a generated test: a few, the same in each run of the suite.
///
/// `make generated` sets `SWITCHYARD_TIMES`, how many times as many there are, and `SWITCHYARD_SEED`, the first of
/// them. A failure names its seed, and `make generated TIMES=1 SEED=…` begins with that.
enum Seeds {
    static func from(_ first: UInt64, count: UInt64) -> Range<UInt64> {
        let start = environment("SWITCHYARD_SEED") ?? first
        return start..<start + count * max(1, environment("SWITCHYARD_TIMES") ?? 1)
    }

    /// Less than 2³², so that a sum or product of two of them is a number too.
    private static func environment(_ name: String) -> UInt64? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe UInt32(String(cString: value)).map(UInt64.init)
    }
}
