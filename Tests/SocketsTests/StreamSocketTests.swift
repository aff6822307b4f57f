import FaultServers
import Glibc
import NIOCore
import RunningLoops
import Synchronization
import Testing

@testable import Sockets

/// Sockets against a peer that is driven by hand, with system calls that block.
@Suite struct StreamSocketTests {
    /// What a socket told its user, for a test to wait for; touched on the loop, but for the stream.
    private final class User: StreamUser, @unchecked Sendable {
        enum Told: Equatable {
            case bytes(String)
            case writable
            case end(CInt?)
        }

        let told: AsyncStream<Told>
        private let tell: AsyncStream<Told>.Continuation
        var socket: StreamSocket?
        /// Whether it stops reading after the first bytes.
        var isSoonFull = false
        /// What is done with the first bytes.
        var onBytes: (() -> Void)?

        init() {
            (told, tell) = AsyncStream.makeStream()
        }

        func received(_ bytes: ByteBuffer) {
            if isSoonFull { socket?.setReading(false) }
            onBytes?()
            onBytes = nil
            tell.yield(.bytes(String(buffer: bytes)))
        }
        func becameWritable() { tell.yield(.writable) }
        func ended(_ error: IOError?) { tell.yield(.end(error?.errnoCode)) }
    }

    private struct Peer {
        let descriptor: CInt

        func send(_ text: String) { _ = unsafe Glibc.send(descriptor, text, text.utf8.count, 0) }

        /// Closes so that the other side is reset.
        func reset() {
            var linger = linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout.size(ofValue: linger))
            unsafe _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, size)
            close(descriptor)
        }
    }

    private static func listener() throws -> (CInt, SocketAddress) {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size) + listen(descriptor, 8) + getsockname(descriptor, $0, &size)
            }
        }
        try #require(status == 0)
        return (descriptor, SocketAddress(address))
    }

    /// A connected socket with its user, and the peer.
    private static func connected(
        _ body: (SocketLoop, StreamSocket, User, Peer) async throws -> Void
    ) async throws {
        let loop = SocketLoop.shared
        let (listener, address) = try listener()
        defer { close(listener) }
        let user = User()
        let socket = try await StreamSocketTests.connect(to: address, loop)
        let peer = Peer(descriptor: accept(listener, nil, nil))
        try await loop.submit {
            user.socket = socket
            socket.begin(for: user)
        }.get()
        try await body(loop, socket, user, peer)
        loop.execute { socket.close() }
    }

    private static func connect(to address: SocketAddress, _ loop: SocketLoop) async throws -> StreamSocket {
        try await withCheckedThrowingContinuation { continuation in
            loop.execute {
                _ = StreamSocket.connect(to: address, on: loop) { result in
                    if case .success(let socket) = result { socket.begin(for: User()) }
                    continuation.resume(with: result)
                }
            }
        }
    }

    @Test func `bytes go both ways, and the peer's end is told last`() async throws {
        try await StreamSocketTests.connected { loop, socket, user, peer in
            peer.send("hello")
            var told = user.told.makeAsyncIterator()
            #expect(await told.next() == .bytes("hello"))
            loop.execute { socket.write(ByteBuffer(string: "good day")) }
            var bytes = [UInt8](repeating: 0, count: 8)
            #expect(unsafe recv(peer.descriptor, &bytes, 8, CInt(MSG_WAITALL)) == 8)
            #expect(String(decoding: bytes, as: UTF8.self) == "good day")
            close(peer.descriptor)
            #expect(await told.next() == .end(nil))
        }
    }

    @Test func `what the system does not take at once follows, whole and in order`() async throws {
        try await StreamSocketTests.connected { loop, socket, user, peer in
            let count = 8 << 20
            let taken = loop.makePromise(of: Void.self)
            let isWritable = try await loop.submit {
                socket.write(ByteBuffer(repeating: 0x61, count: count))
                socket.write(ByteBuffer(string: "z")) { taken.succeed(()) }
                return socket.isWritable
            }.get()
            #expect(!isWritable)
            var bytes = [UInt8](repeating: 0, count: count + 1)
            let read = unsafe recv(peer.descriptor, &bytes, count + 1, CInt(MSG_WAITALL))
            #expect(read == count + 1)
            #expect(bytes.last == UInt8(ascii: "z") && bytes.dropLast().allSatisfy { $0 == 0x61 })
            try await taken.futureResult.get()
            var told = user.told.makeAsyncIterator()
            #expect(await told.next() == .writable)
            close(peer.descriptor)
        }
    }

    @Test func `a socket that is held back tells nothing until it reads on`() async throws {
        try await StreamSocketTests.connected { loop, socket, user, peer in
            try await loop.submit { user.isSoonFull = true }.get()
            var told = user.told.makeAsyncIterator()
            peer.send("one")
            #expect(await told.next() == .bytes("one"))
            peer.send("two")
            close(peer.descriptor)
            #expect(try await loop.submit { !socket.isQuiet && socket.isOpen }.get())
            loop.execute { socket.setReading(true) }
            #expect(await told.next() == .bytes("two"))
            loop.execute { socket.setReading(true) }
            #expect(await told.next() == .end(nil))
        }
    }

    @Test func `a socket that is held back still learns that it was reset`() async throws {
        try await StreamSocketTests.connected { loop, _, user, peer in
            try await loop.submit { user.isSoonFull = true }.get()
            var told = user.told.makeAsyncIterator()
            peer.send("one")
            #expect(await told.next() == .bytes("one"))
            peer.reset()
            #expect(await told.next() == .end(ECONNRESET))
        }
    }

    @Test func `what had come before a reset is still told`() async throws {
        try await StreamSocketTests.connected { loop, socket, user, peer in
            try await loop.submit { socket.setReading(false) }.get()
            peer.send("too large")
            close(peer.descriptor)
            loop.execute { socket.write(ByteBuffer(string: "this is answered with a reset")) }
            var told = user.told.makeAsyncIterator()
            #expect(await told.next() == .bytes("too large"))
            guard case .end = await told.next() else {
                Issue.record("no end followed")
                return
            }
        }
    }

    @Test func `what was for a closed socket is not told to the next with its descriptor`() async throws {
        let deaf = try DeafListener()
        defer { deaf.stop() }
        let silent = try SocketAddress(ipAddress: "127.0.0.1", port: deaf.port)
        // Other tests may be faster to take the descriptor.
        var isReused = false
        for _ in 0..<100 where !isReused {
            isReused = try await StreamSocketTests.reuseIsSilent(silent)
        }
        #expect(isReused)
    }

    /// Closes a socket for which there is news in the same round, and connects another to where nobody answers;
    /// whether that one got the descriptor.
    private static func reuseIsSilent(_ silent: SocketAddress) async throws -> Bool {
        let isReused = Mutex(false)
        try await connected { loop, _, first, firstPeer in
            try await connected { _, socket, _, peer in
                let isTold = Mutex(false)
                try await loop.submit {
                    first.onBytes = {
                        var fillers = [dup(0)]
                        while let last = fillers.last, last >= 0, last < socket.descriptor {
                            fillers.append(dup(0))
                        }
                        socket.close()
                        first.socket = StreamSocket.connect(to: silent, on: loop) { _ in
                            isTold.withLock { $0 = true }
                        }
                        for filler in fillers { close(filler) }
                    }
                    // Both are told in one round, in this order.
                    firstPeer.send("one")
                    peer.send("two")
                }.get()
                var told = first.told.makeAsyncIterator()
                #expect(await told.next() == .bytes("one"))
                let taken = try await loop.submit { first.socket?.descriptor }.get()
                isReused.withLock { $0 = taken == socket.descriptor }
                #expect(!isTold.withLock { $0 })
                try await loop.submit { first.socket?.close() }.get()
                close(peer.descriptor)
            }
            close(firstPeer.descriptor)
        }
        return isReused.withLock { $0 }
    }

    @Test func `a port where nobody listens refuses`() async throws {
        let (listener, address) = try StreamSocketTests.listener()
        close(listener)
        let error = await #expect(throws: IOError.self) {
            try await StreamSocketTests.connect(to: address, .shared)
        }
        #expect(error?.errnoCode == ECONNREFUSED)
    }

    @Test func `a socket that was closed tells and takes nothing`() async throws {
        try await StreamSocketTests.connected { loop, socket, user, peer in
            let isOpen = try await loop.submit {
                socket.close()
                socket.close()
                socket.write(ByteBuffer(string: "x"))
                socket.setReading(true)
                return socket.isOpen
            }.get()
            #expect(!isOpen)
            var byte: UInt8 = 0
            #expect(unsafe recv(peer.descriptor, &byte, 1, 0) == 0)
            close(peer.descriptor)
        }
    }
}
