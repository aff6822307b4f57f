package import Glibc

/// Time in nanoseconds, for measuring; a call costs some 20 of them.
package enum MonotonicClock {
    /// Nanoseconds of `CLOCK_MONOTONIC`.
    package static func now() -> Int { nanoseconds(of: CLOCK_MONOTONIC) }

    /// Nanoseconds of any clock, such as a process's; -1 where it is gone.
    package static func nanoseconds(of clock: clockid_t) -> Int {
        var time = timespec()
        guard unsafe clock_gettime(clock, &time) == 0 else { return -1 }
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
