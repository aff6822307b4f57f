import Glibc
import NIOPosix
import Synchronization

/// A server on a port of its own that does on each connection what a script says, right or wrong.
package final class FaultServer: Sendable {
    /// One thing that the server does.
    package enum Step: Sendable {
        /// Waits for one whole request.
        case read
        /// Waits for one byte, and leaves it and all others unread.
        case peek
        /// Takes what is there, whatever it is.
        case take
        case send(String)
        /// Sends the bytes one by one, each in a packet of its own.
        case trickle(String)
        /// Sends so many bytes of a body.
        case sendMany(Int)
        /// Reads on, without a word, until the other side closes.
        case hold
        /// Reads nothing until the other side closes.
        case ignore
        /// Says that nothing more will come, and stays.
        case halfClose
        /// Ends the connection in good order.
        case close
        /// Ends the connection by a reset.
        case reset
        /// Waits until `signal` is called.
        case awaitSignal
        /// Ends the connection without a word on the wire, as a host does that has lost its power; root may.
        case vanish
        /// Goes back to the first step until the other side ends the connection.
        case again
    }

    /// A whole answer that keeps the connection.
    package static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    /// Answers `ok` to every request.
    package static let obedient: [Step] = [.read, .send(ok), .again]

    /// The port that it listens on.
    package let port: Int
    private let listener: CInt
    private let bell = Bell()
    private let threads = NIOThreadPool(numberOfThreads: 12)
    private let state: Mutex<Record>

    private struct Record: Sendable {
        var scripts: [[Step]]
        var connections = 0
        /// The requests read, whole.
        var requests: [String] = []
        var sockets: [CInt] = []
    }

    /// Starts to listen; connections beyond the scripts get the obedient one.
    package convenience init(_ scripts: [Step]..., address: String = "127.0.0.1", port: Int = 0) throws {
        self.init(scripts, on: try Sockets.listen(address, port))
    }

    /// Serves on a socket that listens already, wherever it was made, and closes it in the end.
    package init(_ scripts: [[Step]], on listener: CInt) {
        self.listener = listener
        port = Sockets.port(of: listener)
        state = Mutex(Record(scripts: scripts))
        threads.start()
        threads.submit { [self] _ in
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { return }
                let script = state.withLock { record in
                    record.connections += 1
                    record.sockets.append(socket)
                    return record.scripts.isEmpty ? FaultServer.obedient : record.scripts.removeFirst()
                }
                threads.submit { _ in self.run(script, socket) }
            }
        }
    }

    /// Whether any connection has not ended yet.
    package var isConnected: Bool { state.withLock { !$0.sockets.isEmpty } }
    /// How many connections there were.
    package var connections: Int { state.withLock { $0.connections } }
    /// The requests read, whole.
    package var requests: [String] { state.withLock { $0.requests } }
    /// How many requests were read whole.
    package var requestCount: Int { requests.count }

    /// Lets all connections go on that wait for it, now and later.
    package func signal() {
        bell.ring()
    }

    /// Ends the listener and all connections.
    package func stop() {
        bell.ring()
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
        for socket in state.withLock({ $0.sockets }) { shutdown(socket, Int32(SHUT_RDWR)) }
        threads.shutdownGracefully { _ in }
    }

    private func run(_ script: [Step], _ socket: CInt) {
        var index = 0
        var reader = RequestReader(socket: socket)
        while index < script.count {
            switch script[index] {
            case .read:
                guard let request = reader.next() else { return end(socket) }
                state.withLock { $0.requests.append(request) }
            case .peek: Sockets.peek(socket)
            case .take: _ = Sockets.read(socket)
            case .send(let text): Sockets.send(socket, Array(text.utf8))
            case .trickle(let text): for byte in text.utf8 { Sockets.send(socket, [byte]) }
            case .sendMany(let count): sendMany(count, socket)
            case .hold: while Sockets.read(socket) != nil {}
            case .ignore: Sockets.awaitClose(socket)
            case .halfClose: shutdown(socket, Int32(SHUT_WR))
            case .close: return end(socket)
            case .reset:
                Sockets.lingerNot(socket)
                return end(socket)
            case .awaitSignal: bell.wait()
            case .vanish:
                Sockets.silence(socket)
                return end(socket)
            case .again: index = -1
            }
            index += 1
        }
        while Sockets.read(socket) != nil {}
        end(socket)
    }

    private func sendMany(_ count: Int, _ socket: CInt) {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
        var left = count
        while left > 0, Sockets.send(socket, Array(piece.prefix(left))) { left -= min(left, piece.count) }
    }

    private func end(_ socket: CInt) {
        state.withLock { $0.sockets.removeAll { $0 == socket } }
        Glibc.close(socket)
    }
}

/// Takes whole requests off a socket, for as far as these tests send them.
private struct RequestReader {
    let socket: CInt
    var held: [UInt8] = []

    mutating func next() -> String? {
        while true {
            if let count = wholeCount() {
                defer { held.removeFirst(count) }
                return String(decoding: held.prefix(count), as: UTF8.self)
            }
            guard let more = Sockets.read(socket) else { return nil }
            held += more
        }
    }

    private func wholeCount() -> Int? {
        let text = String(decoding: held, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.upperBound]
        if head.contains("Transfer-Encoding: chunked") {
            guard let last = text.firstRange(of: "\r\n0\r\n"), text[last.upperBound...].contains("\r\n")
            else { return nil }
            return text.hasSuffix("\r\n\r\n") ? held.count : nil
        }
        guard let label = head.firstRange(of: "Content-Length: ") else { return head.utf8.count }
        let digits = head[label.upperBound...].prefix { $0.isNumber }
        let count = head.utf8.count + (Int(digits) ?? 0)
        return held.count >= count ? count : nil
    }
}
