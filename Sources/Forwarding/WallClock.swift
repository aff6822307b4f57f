import Glibc

/// The time of day, as callers that sign it know it.
enum WallClock {
    /// Whole seconds since 1970.
    static var seconds: Int64 { Int64(time(nil)) }
}
