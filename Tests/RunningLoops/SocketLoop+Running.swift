import Foundation
package import Sockets

extension SocketLoop {
    /// A loop on a thread of its own, shared by the tests of a process.
    package static let shared = running()

    /// A loop that runs on a thread of its own until it is stopped.
    package static func running() -> SocketLoop {
        guard let loop = try? SocketLoop() else { preconditionFailure("no descriptor is left for a loop") }
        Thread { loop.run() }.start()
        return loop
    }
}
