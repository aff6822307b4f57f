import Glibc
import HTTPTypes
import NIOCore
import NIOPosix

/// Plain requests to 127.0.0.1, and ports on it.
enum Loopback {
    struct NothingListens: Error {
        let port: Int
    }

    struct NoAnswer: Error, CustomStringConvertible {
        let description: String
    }

    struct Answer: Sendable {
        let status: Int
        let head: String
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// A port that was free a moment ago.
    static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port
        try await channel.close()
        guard let port else { throw NothingListens(port: 0) }
        return port
    }

    /// Waits until something listens on the port: a connection is the only thing that tells.
    static func awaitListener(on port: Int) async throws {
        for _ in 0..<500 {
            let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            if let channel = try? await bootstrap.connect(host: "127.0.0.1", port: port).get() {
                return try await channel.close()
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw NothingListens(port: port)
    }

    /// Sends a request as HTTP/1.0, so that the answer ends with the connection.
    static func send(
        _ method: String,
        _ target: String,
        fields: String = "",
        body: [UInt8] = [],
        to port: Int
    ) async throws -> Answer {
        let head =
            "\(method) \(target) HTTP/1.0\r\nHost: 127.0.0.1\r\n\(fields)Content-Length: \(body.count)\r\n\r\n"
        let bytes = try await exchange(Array(head.utf8) + body, with: port)
        let end = Array("\r\n\r\n".utf8)
        guard let split = bytes.firstRange(of: end) else {
            throw NoAnswer(description: String(decoding: bytes, as: UTF8.self))
        }
        let answered = String(decoding: bytes[..<split.lowerBound], as: UTF8.self)
        let status = answered.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return Answer(status: status ?? 0, head: answered, body: Array(bytes[split.upperBound...]))
    }

    private static func exchange(_ bytes: [UInt8], with port: Int) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: bytes))
            var all: [UInt8] = []
            for try await piece in inbound { all += piece.readableBytesView }
            return all
        }
    }
}
