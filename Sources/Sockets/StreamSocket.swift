import Glibc
package import NIOCore

/// Who has a socket, and is told on the loop what becomes of it.
package protocol StreamUser: AnyObject {
    func received(_ bytes: ByteBuffer)
    /// All that was written has been taken.
    func becameWritable()
    /// Nothing more will come or go; nil where the peer has ended the stream in order. Not told after `close`.
    func ended(_ error: IOError?)
}

/// One TCP connection on a loop; the only file that opens one.
///
/// To be touched on the loop alone.
package final class StreamSocket: @unchecked Sendable {
    private enum State {
        case connecting((Result<StreamSocket, IOError>) -> Void)
        case open
        case closed
    }

    /// How many times a socket is read before others get their turn.
    private static let mostReads = 16

    let descriptor: CInt
    /// Which of the loop's sockets this is.
    var number: UInt32 = 0
    private let loop: SocketLoop
    private var state: State
    private var events: SocketEvents
    private var isReading = true
    /// How many bytes of all that was written the system has taken.
    package private(set) var bytesTaken = 0
    private var unsent: [ByteBuffer] = []
    private var whenTaken: (() -> Void)?
    private var user: (any StreamUser)?

    private init(_ descriptor: CInt, _ loop: SocketLoop, _ state: State, _ events: SocketEvents) {
        self.descriptor = descriptor
        self.loop = loop
        self.state = state
        self.events = events
    }

    /// Begins to connect, and tells the end once, unless closed before; nil where it has failed already.
    package static func connect(
        to address: SocketAddress,
        on loop: SocketLoop,
        _ completion: @escaping (Result<StreamSocket, IOError>) -> Void
    ) -> StreamSocket? {
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(address.family, kind, 0)
        guard descriptor >= 0 else {
            completion(.failure(IOError(errnoCode: errno, reason: "socket")))
            return nil
        }
        var yes: CInt = 1
        unsafe _ = setsockopt(
            descriptor,
            CInt(IPPROTO_TCP),
            TCP_NODELAY,
            &yes,
            socklen_t(MemoryLayout<CInt>.size)
        )
        let status = unsafe address.withSocketAddress { unsafe Glibc.connect(descriptor, $0, $1) }
        guard status == 0 || errno == EINPROGRESS else {
            let error = IOError(errnoCode: errno, reason: "connect")
            Glibc.close(descriptor)
            completion(.failure(error))
            return nil
        }
        // A connection that stands already is writable, and told of at once.
        let socket = StreamSocket(descriptor, loop, .connecting(completion), .writable)
        loop.add(socket, for: .writable)
        return socket
    }

    /// Whether it can carry bytes.
    package var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// Whether all that was written has been taken.
    package var isWritable: Bool { unsent.isEmpty }

    /// Whether nothing has come that is not read yet, neither bytes nor the peer's end; asks the system.
    package var isQuiet: Bool {
        guard isOpen else { return false }
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
    }

    /// Tells the user from now on, and reads.
    package func begin(for user: any StreamUser) {
        guard isOpen else { return }
        self.user = user
        watch(for: .readable)
    }

    /// Closes the descriptor; nobody is told.
    package func close() {
        if case .closed = state { return }
        state = .closed
        user = nil
        unsent = []
        whenTaken = nil
        loop.remove(self)
    }

    /// Sends bytes behind those sent before; the closure hears that the system has taken them.
    package func write(_ bytes: ByteBuffer, whenTaken: (() -> Void)? = nil) {
        guard isOpen else { return }
        if let whenTaken { self.whenTaken = whenTaken }
        unsent.append(bytes)
        // Where others wait already, the loop tells when there is room.
        guard unsent.count == 1 else { return }
        flush()
        if isOpen, !unsent.isEmpty { watch(for: events.union(.writable)) }
    }

    /// Stops reading, so that the peer has to wait, or reads on.
    package func setReading(_ reads: Bool) {
        guard isOpen, reads != isReading else { return }
        isReading = reads
        watch(for: reads ? events.union(.readable) : events.subtracting(.readable))
    }

    // What the loop tells.

    func isReady(_ events: SocketEvents) {
        switch state {
        case .closed: return
        case .connecting(let completion): return finishConnecting(completion)
        case .open: break
        }
        if events.contains(.writable), !unsent.isEmpty {
            flush()
            guard isOpen else { return }
            if unsent.isEmpty {
                watch(for: self.events.subtracting(.writable))
                user?.becameWritable()
            }
        }
        guard isOpen else { return }
        if isReading {
            readAll()
        } else if !events.isDisjoint(with: .broken) {
            // It is told of again and again: what there is to read is read now, held back or not.
            drain(before: nil)
        }
    }

    private func finishConnecting(_ completion: (Result<StreamSocket, IOError>) -> Void) {
        var code: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        let status = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        if status != 0 { code = errno }
        guard code == 0 else {
            close()
            return completion(.failure(IOError(errnoCode: code, reason: "connect")))
        }
        state = .open
        completion(.success(self))
        // Nobody wants it.
        if isOpen, user == nil { close() }
    }

    private func watch(for events: SocketEvents) {
        guard events != self.events else { return }
        self.events = events
        loop.change(self, to: events)
    }

    private func readAll() {
        for _ in 0..<StreamSocket.mostReads {
            let count = loop.read(from: descriptor)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN || errno == EWOULDBLOCK { return }
                return end(count == 0 ? nil : IOError(errnoCode: errno, reason: "read"))
            }
            user?.received(loop.inbox)
            guard isOpen, isReading, count == SocketLoop.readSize else { return }
        }
    }

    /// Reads what has come before the stream broke, and ends.
    private func drain(before error: IOError?) {
        while isOpen {
            let count = loop.read(from: descriptor)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                let found = count < 0 && errno != EAGAIN ? IOError(errnoCode: errno, reason: "read") : nil
                return end(error ?? found)
            }
            user?.received(loop.inbox)
        }
    }

    private func flush() {
        while isOpen, let first = unsent.first {
            let count = unsafe first.withUnsafeReadableBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                if errno == EAGAIN || errno == EWOULDBLOCK { return }
                return drain(before: IOError(errnoCode: errno, reason: "write"))
            }
            bytesTaken += count
            if count < first.readableBytes {
                unsent[0].moveReaderIndex(forwardBy: count)
            } else {
                unsent.removeFirst()
            }
        }
        guard isOpen, let whenTaken else { return }
        self.whenTaken = nil
        whenTaken()
    }

    private func end(_ error: IOError?) {
        let user = user
        close()
        user?.ended(error)
    }
}

extension SocketAddress {
    fileprivate var family: CInt {
        switch self {
        case .v4: AF_INET
        case .v6: AF_INET6
        case .unixDomainSocket: AF_UNIX
        }
    }

    fileprivate func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withSockAddr { unsafe body($0, socklen_t($1)) }
    }
}
