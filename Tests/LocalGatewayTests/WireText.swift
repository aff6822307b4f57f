import NIOCore
import NIOPosix

/// Sends bytes to a port on loopback and gives everything that comes back until the server closes.
func sent(_ text: String, to port: Int) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        try await outbound.write(ByteBuffer(string: text))
        var all = ByteBuffer()
        for try await piece in inbound { all.writeImmutableBuffer(piece) }
        return String(buffer: all)
    }
}

/// The same with a POST whose body has a declared length.
func posted(_ body: String, _ target: String, fields: String = "", to port: Int) async throws -> String {
    try await sent(
        """
        POST \(target) HTTP/1.1\r
        Host: x\r
        Connection: close\r
        \(fields)Content-Length: \(body.utf8.count)\r
        \r
        \(body)
        """,
        to: port
    )
}

/// A GET after which the server closes.
func got(_ target: String, from port: Int) async throws -> String {
    try await sent("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", to: port)
}
