import Glibc
import NIOCore

/// Lambda's deadlines, which come as wall-clock time, on the clock that time-outs run on.
enum Deadline {
    /// The monotonic time of `Lambda-Runtime-Deadline-Ms`; nil when it is no number.
    static func monotonic(epochMilliseconds text: String) -> NIODeadline? {
        guard let milliseconds = Int64(text), milliseconds > 0 else { return nil }
        var clock = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &clock)
        let now = Int64(clock.tv_sec) * 1000 + Int64(clock.tv_nsec) / 1_000_000
        let (left, overflow) = milliseconds.subtractingReportingOverflow(now)
        // A deadline beyond a day is none: it comes from an emulator that mixes up its units.
        guard !overflow, left < 86_400_000 else { return nil }
        return .now() + .milliseconds(max(left, 0))
    }
}
