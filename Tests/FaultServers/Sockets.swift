import Glibc

/// The few socket calls that the fault server makes; all block.
package enum Sockets {
    /// `POLLRDHUP`, which Glibc hides without `_GNU_SOURCE`.
    private static let pollRDHUP: Int16 = 0x2000

    struct Failure: Error {
        let call: String
        let code: CInt
    }

    /// Listens on an IPv4 or IPv6 address; port 0 takes a free one.
    package static func listen(_ address: String, _ port: Int, queue: CInt = 64) throws -> CInt {
        let isV6 = address.contains(":")
        let listener = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: CInt = 1
        unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        // What is not read stays small, and so soon keeps the other side from sending.
        var size: CInt = 65_536
        unsafe setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &size, 4)
        let status = isV6 ? bindV6(listener, address, port) : bindV4(listener, address, port)
        guard status == 0, Glibc.listen(listener, queue) == 0 else {
            throw Failure(call: "bind", code: errno)
        }
        return listener
    }

    private static func v4(_ address: String, _ port: Int) -> sockaddr_in {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = in_port_t(port).bigEndian
        unsafe inet_pton(AF_INET, address, &name.sin_addr)
        return name
    }

    /// Begins to connect, and does not wait.
    static func knock(_ address: String, _ port: Int) -> CInt {
        let result = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var name = v4(address, port)
        unsafe withUnsafePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe connect(result, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return result
    }

    /// Blocks this thread.
    package static func sleep(milliseconds: UInt32) {
        usleep(milliseconds * 1000)
    }

    /// Makes closing the socket go unheard: under repair the kernel ends it without FIN or RST.
    @discardableResult
    package static func silence(_ socket: CInt) -> Bool {
        let tcpRepair: CInt = 19
        var one: CInt = 1
        return unsafe setsockopt(socket, Int32(IPPROTO_TCP), tcpRepair, &one, 4) == 0
    }

    /// Whether `silence` is allowed here.
    package static var maySilence: Bool {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        return silence(probe)
    }

    private static func bindV4(_ listener: CInt, _ address: String, _ port: Int) -> CInt {
        var name = v4(address, port)
        return unsafe withUnsafePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func bindV6(_ listener: CInt, _ address: String, _ port: Int) -> CInt {
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = in_port_t(port).bigEndian
        unsafe inet_pton(AF_INET6, address, &name.sin6_addr)
        var one: CInt = 1
        unsafe setsockopt(listener, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &one, 4)
        return unsafe withUnsafePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }

    /// The port that a listener of either family has.
    static func port(of listener: CInt) -> Int {
        var name = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        unsafe withUnsafeMutablePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe getsockname(listener, $0, &size)
            }
        }
        return Int(name.sin6_port.bigEndian)
    }

    /// The next bytes; nil at the end or on an error.
    static func read(_ socket: CInt) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    static func peek(_ socket: CInt) {
        var byte: UInt8 = 0
        _ = unsafe recv(socket, &byte, 1, Int32(MSG_PEEK))
    }

    /// Waits until the other side has closed, whatever it has sent before.
    static func awaitClose(_ socket: CInt) {
        var entry = pollfd(fd: socket, events: pollRDHUP, revents: 0)
        _ = unsafe poll(&entry, 1, -1)
    }

    @discardableResult
    static func send(_ socket: CInt, _ bytes: [UInt8]) -> Bool {
        var left = bytes[...]
        while !left.isEmpty {
            let count = unsafe left.withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            left = left.dropFirst(count)
        }
        return true
    }

    /// Makes closing the socket a reset.
    static func lingerNot(_ socket: CInt) {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}
