import Glibc
package import Logging

/// Where log lines go: one `write(2)` a line, since a buffered stream loses its tail when Lambda freezes.
package final class LogSink: Sendable {
    package let format: LogFormat
    package let level: Logger.Level
    private let descriptor: Int32

    /// Makes a sink on a file descriptor, which stays the caller's; standard output is what Lambda collects.
    package init(format: LogFormat, level: Logger.Level, descriptor: Int32 = STDOUT_FILENO) {
        self.format = format
        self.level = level
        self.descriptor = descriptor
    }

    /// Writes one finished line, its newline included.
    ///
    /// A log that cannot be written is no reason to fail a request: what the descriptor refuses is dropped.
    func write(_ line: LineBuffer) {
        write(line.bytes)
    }

    func write(_ line: [UInt8]) {
        unsafe line.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
                let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                sent += count
            }
        }
    }
}
