import Glibc
package import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP/1.1 server on 127.0.0.1: connections are served side by side, the requests of one connection in turn.
///
/// Request targets and field names reach the handler as they were sent; answers are bytes, so that faults can be
/// played too.
package struct Listener: Sendable {
    typealias Served = NIOAsyncChannel<HTTPServerRequestPart, ByteBuffer>

    /// The port that was bound, also where port 0 was asked for.
    package let port: Int
    private let channel: NIOAsyncChannel<AcceptedConnection, Never>

    /// The port could not be had, by the system's error number.
    package struct BindError: Error, Hashable, CustomStringConvertible {
        package let port: Int
        package let errno: Int32

        package var description: String {
            errno == EADDRINUSE
                ? "port \(port) on 127.0.0.1 is in use by another program"
                : "port \(port) on 127.0.0.1 can't be had: error \(errno)"
        }
    }

    /// Binds the port (0: a free one); throws `BindError`.
    package static func bind(port: Int, on group: any EventLoopGroup) async throws -> Listener {
        do { return try await bound(port: port, on: group) } catch let error as IOError {
            throw BindError(port: port, errno: error.errnoCode)
        }
    }

    /// Takes over a socket that is bound already, such as one of another network namespace.
    package static func on(_ socket: NIOBSDSocket.Handle, _ group: any EventLoopGroup) async throws
        -> Listener
    {
        let channel = try await bootstrap(group).bind(socket) { channel in
            channel.eventLoop.makeSucceededFuture(AcceptedConnection(channel))
        }
        return Listener(port: channel.channel.localAddress?.port ?? 0, channel: channel)
    }

    private static func bound(port: Int, on group: any EventLoopGroup) async throws -> Listener {
        let channel = try await bootstrap(group).bind(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeSucceededFuture(AcceptedConnection(channel))
        }
        return Listener(port: channel.channel.localAddress?.port ?? port, channel: channel)
    }

    private static func bootstrap(_ group: any EventLoopGroup) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 512)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.autoRead, value: false)
    }

    /// Serves until the task is cancelled; what a handler throws ends its connection only.
    package func run(_ handle: @escaping @Sendable (Exchange) async throws -> Void) async throws {
        try await channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                var number = 0
                for try await connection in connections {
                    let thisNumber = number
                    number += 1
                    group.addTask { await Listener.serve(connection, number: thisNumber, handle) }
                }
            }
        }
    }

    /// Serves for as long as `body` runs.
    package func running<Result: Sendable>(
        _ handle: @escaping @Sendable (Exchange) async throws -> Void,
        while body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await run(handle) }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    private static func serve(
        _ accepted: AcceptedConnection,
        number: Int,
        _ handle: @Sendable (Exchange) async throws -> Void
    ) async {
        // A peer that breaks off, or a fault that a test asked for, is the end of this connection and no more.
        guard let connection = try? await accepted.open() else { return }
        try? await connection.executeThenClose { inbound, outbound in
            let wire = Wire(
                channel: connection.channel,
                parts: inbound.makeAsyncIterator(),
                outbound: outbound
            )
            do {
                while let head = try await wire.nextHead() {
                    let exchange = Exchange(head: head, connection: number, wire: wire)
                    try await handle(exchange)
                    guard try await exchange.finish() else { return }
                }
            } catch is HTTPParserError {
                try await wire.write(Answer(status: 400, closes: true).wire)
            }
        }
    }
}
