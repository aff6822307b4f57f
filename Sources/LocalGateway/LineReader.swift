import Glibc

/// Reads a pipe line by line until its other end is closed, then closes it.
struct LineReader {
    let descriptor: Int32

    func run(_ hear: (String) -> Void) {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in buffer[..<count] {
                if byte == UInt8(ascii: "\n") {
                    hear(String(decoding: line, as: UTF8.self))
                    line.removeAll(keepingCapacity: true)
                } else {
                    line.append(byte)
                }
            }
        }
        if !line.isEmpty { hear(String(decoding: line, as: UTF8.self)) }
        close(descriptor)
    }
}
