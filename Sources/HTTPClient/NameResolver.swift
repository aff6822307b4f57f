import CGlibc
import Glibc
import NIOCore
import NIOPosix

/// Looks names up off the loop, and remembers for a short while what it found.
///
/// Its threads are made at the first name; endpoints that are addresses cost none.
final class NameResolver {
    /// How long an answer is used again: long enough for many slots to share one lookup.
    static let memory = TimeAmount.seconds(5)

    private struct Known {
        let addresses: EventLoopFuture<[SocketAddress]>
        let until: NIODeadline
    }

    private let eventLoop: any EventLoop
    private let lookUp: @Sendable (String) throws -> [SocketAddress]
    private var known: [String: Known] = [:]
    private var threads: NIOThreadPool?

    /// Makes a resolver; tests bring a directory of their own in place of the system's.
    init(
        eventLoop: any EventLoop,
        lookUp: @escaping @Sendable (String) throws -> [SocketAddress] = NameResolver.askSystem
    ) {
        self.eventLoop = eventLoop
        self.lookUp = lookUp
    }

    /// The addresses of a name, without a port, as the system orders them (RFC 6724).
    func addresses(of name: String) -> EventLoopFuture<[SocketAddress]> {
        let now = NIODeadline.now()
        if let known = known[name], known.until > now { return known.addresses }
        let lookUp = lookUp
        let addresses = pool().runIfActive(eventLoop: eventLoop) { try lookUp(name) }
        known[name] = Known(addresses: addresses, until: now + NameResolver.memory)
        addresses.assumeIsolated().whenFailure { _ in self.forget(name) }
        return addresses
    }

    /// Whether an answer for the name is remembered and would be used.
    func knows(_ name: String) -> Bool {
        known[name].map { $0.until > .now() } ?? false
    }

    /// Forgets what is known of a name, as after a failed connection; true when anything was.
    @discardableResult
    func forget(_ name: String) -> Bool {
        known.removeValue(forKey: name) != nil
    }

    /// Ends the threads.
    func stop() {
        threads?.shutdownGracefully { _ in }
        threads = nil
    }

    private func pool() -> NIOThreadPool {
        if let threads { return threads }
        useFilesAndDNSOnly()
        let made = NIOThreadPool(numberOfThreads: 4)
        made.start()
        threads = made
        return made
    }
}

/// Keeps glibc from loading other modules for names: a static program would load a second libc with them.
private func useFilesAndDNSOnly() {
    unsafe _ = __nss_configure_lookup("hosts", "files dns")
}

extension NameResolver {
    /// Asks the system for a name's addresses; blocks.
    @Sendable static func askSystem(_ name: String) throws -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(name, nil, &hints, &list)
        defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
        guard status == 0 else { throw ConnectFault.lookup(name, status) }
        var result: [SocketAddress] = []
        var entry = unsafe list
        while let one = unsafe entry {
            if let address = unsafe SocketAddress(one.pointee) { result.append(address) }
            unsafe entry = unsafe one.pointee.ai_next
        }
        guard !result.isEmpty else { throw ConnectFault.lookup(name, EAI_NONAME) }
        return result
    }
}

extension SocketAddress {
    fileprivate init?(_ info: addrinfo) {
        guard let address = unsafe UnsafeRawPointer(info.ai_addr) else { return nil }
        switch unsafe info.ai_family {
        case AF_INET: self.init(unsafe address.loadUnaligned(as: sockaddr_in.self))
        case AF_INET6: self.init(unsafe address.loadUnaligned(as: sockaddr_in6.self))
        default: return nil
        }
    }
}

extension ConnectFault {
    static func lookup(_ name: String, _ status: Int32) -> ConnectFault {
        if status == EAI_NONAME || status == -5 {
            // -5 is EAI_NODATA: the name is there and has no address.
            return ConnectFault(
                kind: .noSuchName,
                phase: .lookup,
                sentence: "no address is known for `\(name)`"
            )
        }
        let words = unsafe gai_strerror(status).map { unsafe String(cString: $0) } ?? "error \(status)"
        return ConnectFault(
            kind: .lookupFailed,
            phase: .lookup,
            sentence: "cannot look up `\(name)`: \(words)"
        )
    }
}
