import NIOCore
import NIOHTTP1

/// A connection that is not read from yet; where nobody serves it, because the server ends, it is closed.
///
/// NIO's async channel traps when it is dropped unserved, which a connection that arrives last would be.
final class AcceptedConnection: Sendable {
    private let channel: any Channel

    init(_ channel: any Channel) {
        self.channel = channel
    }

    deinit {
        channel.close(promise: nil)
    }

    /// Begins to read requests.
    func open() async throws -> Listener.Served {
        let channel = channel
        let served = try await channel.eventLoop.submit {
            let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
            return try Listener.Served(wrappingChannelSynchronously: channel)
        }.get()
        try await channel.setOption(.autoRead, value: true).get()
        return served
    }
}
