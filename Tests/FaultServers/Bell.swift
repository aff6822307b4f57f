import Glibc

/// Rung once, heard by all who wait and who will; those who wait block their threads.
final class Bell: Sendable {
    private let ends: (reading: CInt, writing: CInt)

    init() {
        var ends: [CInt] = [-1, -1]
        _ = unsafe pipe(&ends)
        self.ends = (ends[0], ends[1])
    }

    deinit {
        close(ends.reading)
        close(ends.writing)
    }

    func ring() {
        // Never read, so that whoever comes later finds it too.
        _ = unsafe write(ends.writing, "!", 1)
    }

    func wait() {
        var entry = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&entry, 1, -1)
    }
}
