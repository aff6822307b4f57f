import FaultServers
import NIOCore
import NIOPosix
import NIOSSL

/// A server that answers every read with `ok`, over TLS.
final class TLSServer: Sendable {
    private let channel: any Channel
    let port: Int

    /// Shows the certificate of that name; with an authority's name, wants a client certificate of it.
    init(
        _ name: String,
        in folder: String,
        wants authority: String? = nil,
        most: TLSVersion? = nil,
        at address: String = "127.0.0.1"
    ) async throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile("\(folder)/\(name).pem").map {
                .certificate($0)
            },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(folder)/\(name).key", format: .pem))
        )
        configuration.applicationProtocols = ["http/1.1"]
        configuration.maximumTLSVersion = most
        if most != nil { configuration.minimumTLSVersion = .tlsv1 }
        if let authority {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .file("\(folder)/\(authority).pem")
        }
        let context = try NIOSSLContext(configuration: configuration)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.addHandler(Answerer())
                }
            }
            .bind(host: address, port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func stop() {
        channel.close(promise: nil)
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard String(buffer: unwrapInboundIn(data)).hasSuffix("\r\n\r\n") else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: FaultServer.ok)), promise: nil)
        }
    }
}
