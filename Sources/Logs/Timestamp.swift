import Glibc

/// Points in time as log lines show them.
enum Timestamp {
    /// The time now in RFC 3339 form, UTC, with milliseconds.
    static func now() -> String {
        var clock = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &clock)
        return text(seconds: Int(clock.tv_sec), milliseconds: Int(clock.tv_nsec) / 1_000_000)
    }

    /// The time now in milliseconds since 1970.
    static func milliseconds() -> Int {
        var clock = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &clock)
        return Int(clock.tv_sec) * 1000 + Int(clock.tv_nsec) / 1_000_000
    }

    /// The RFC 3339 form of a time since 1970.
    ///
    /// Days become a date by counting in years that begin in March, so that a leap day is a year's last.
    static func text(seconds: Int, milliseconds: Int) -> String {
        let (days, second) = (seconds / 86_400, seconds % 86_400)
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func put(_ value: Int, _ digits: Int, _ end: Unicode.Scalar) {
            var power = 1
            for _ in 1..<digits { power *= 10 }
            while power > 0 {
                bytes.append(UInt8(0x30 + value / power % 10))
                power /= 10
            }
            bytes.append(UInt8(ascii: end))
        }
        put(era * 400 + year + (month <= 2 ? 1 : 0), 4, "-")
        put(month, 2, "-")
        put(dayOfYear - (153 * march + 2) / 5 + 1, 2, "T")
        put(second / 3600, 2, ":")
        put(second / 60 % 60, 2, ":")
        put(second % 60, 2, ".")
        put(milliseconds, 3, "Z")
        return String(decoding: bytes, as: UTF8.self)
    }
}
