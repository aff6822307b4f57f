import FaultServers
import Glibc
import LocalGateway
import Testing

/// A network namespace of a test's own, with a pair of virtual interfaces and addresses behind them that nobody
/// has: what is sent there is swallowed, since the neighbour's hardware address is known and leads nowhere.
struct Network: Sendable {
    /// Addresses at which one can listen.
    static let here = (v4: "10.9.0.1", v6: "2001:db8:9::1")
    /// Addresses that swallow packets.
    static let nowhere = (v4: "10.9.0.9", v6: "2001:db8:9::9")

    private static let script = """
        set -e
        ip link set lo up
        ip link add near type veth peer name far
        ip addr add 10.9.0.1/24 dev near
        ip -6 addr add 2001:db8:9::1/64 dev near nodad
        ip link set near up
        ip link set far up
        ip neigh add 10.9.0.9 lladdr 02:00:00:00:00:09 nud permanent dev near
        ip -6 neigh add 2001:db8:9::9 lladdr 02:00:00:00:00:09 nud permanent dev near
        echo ready
        exec sleep 600
        """

    private let holder: ChildProcess
    private let folder: TemporaryFolder

    struct NotMade: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes it for as long as `body` runs; inside, `hosts` and `nameservers` are all that is known of names.
    static func with<Result: Sendable>(
        hosts: String = "",
        nameservers: String = "",
        in folder: TemporaryFolder,
        _ body: @Sendable (Network) async throws -> Result
    ) async throws -> Result {
        try folder.write("hosts", "127.0.0.1 localhost\n\(hosts)\n".utf8)
        try folder.write("resolv.conf", nameservers.utf8)
        let (lines, continuation) = AsyncStream<String>.makeStream()
        let holder = try await ChildProcess.start(
            "/usr/bin/unshare",
            ["-n", "sh", "-c", "(\(script)) 2>&1; echo over"],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
            output: .lines { continuation.yield($0) }
        )
        defer { holder.signal(SIGKILL) }
        var words = ""
        for await line in lines {
            if line == "ready" { return try await body(Network(holder: holder, folder: folder)) }
            if line == "over" { break }
            words += line
        }
        throw NotMade(description: words)
    }

    /// What stands before a command that is to run inside.
    var entering: [String] {
        let script = """
            mount --bind \(folder.path)/hosts /etc/hosts &&
            mount --bind \(folder.path)/resolv.conf /etc/resolv.conf && exec "$0" "$@"
            """
        return ["/usr/bin/nsenter", "--net=\(place)", "/usr/bin/unshare", "-m", "/bin/sh", "-c", script]
    }

    /// A socket that listens inside, to be served from here: a socket stays in the network where it was made.
    func listen(_ address: String, port: Int = 0) throws -> CInt {
        let enter = try Self.setns()
        let descriptor = unsafe open(place, O_RDONLY | O_CLOEXEC)
        let home = unsafe open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        defer {
            close(descriptor)
            close(home)
        }
        guard enter(descriptor, 0) == 0 else { throw NotMade(description: "setns: \(errno)") }
        defer { _ = enter(home, 0) }
        return try Sockets.listen(address, port)
    }

    private var place: String { "/proc/\(holder.id)/ns/net" }

    /// The system's `setns`, which Glibc's module hides: it moves this thread alone.
    private static func setns() throws -> @convention(c) (CInt, CInt) -> CInt {
        guard let symbol = unsafe dlsym(nil, "setns") else { throw NotMade(description: "there is no setns") }
        return unsafe unsafeBitCast(symbol, to: (@convention(c) (CInt, CInt) -> CInt).self)
    }
}

extension Trait where Self == ConditionTrait {
    /// Namespaces for network and mounts, which root may have and most containers may not.
    static var needsNetwork: Self {
        .enabled("network namespaces are not allowed here, or `ip` is missing: install Debian's iproute2") {
            let made: Void? = try? await TemporaryFolder.with { folder in
                try await Network.with(in: folder) { network in
                    let command = network.entering + ["/bin/true"]
                    let process = try await ChildProcess.start(
                        command[0],
                        Array(command.dropFirst()),
                        environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
                    )
                    guard await process.exitCode == 0 else {
                        throw Network.NotMade(description: "no mounts")
                    }
                }
            }
            return made != nil
        }
    }
}
