import Glibc

/// A listener whose queue is full, so that the kernel drops whatever else knocks.
package final class DeafListener: Sendable {
    /// The port on 127.0.0.1.
    package let port: Int
    private let sockets: [CInt]

    /// Starts to be deaf.
    package init() throws {
        let listener = try Sockets.listen("127.0.0.1", 0, queue: 0)
        port = Sockets.port(of: listener)
        let port = port
        sockets = [listener] + (0..<4).map { _ in Sockets.knock("127.0.0.1", port) }
    }

    /// Frees the port.
    package func stop() {
        for socket in sockets { Glibc.close(socket) }
    }
}
