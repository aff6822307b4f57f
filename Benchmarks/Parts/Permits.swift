import Glibc

/// Things that may be taken, and waited for while there is none: a semaphore.
@safe final class Permits: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        unsafe semaphore = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func give(_ count: Int = 1) {
        for _ in 0..<count { unsafe sem_post(semaphore) }
    }

    func take() {
        while unsafe sem_wait(semaphore) != 0, errno == EINTR {}
    }

    /// Takes one within the time, in seconds; whether there was one.
    func take(within seconds: Double) -> Bool {
        var until = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &until)
        let nanoseconds = until.tv_nsec + Int(seconds * 1e9)
        until.tv_sec += nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        while unsafe sem_timedwait(semaphore, &until) != 0 {
            guard errno == EINTR else { return false }
        }
        return true
    }
}
