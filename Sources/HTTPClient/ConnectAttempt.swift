import NIOCore
import NIOPosix
import NIOSSL

/// The opening of one connection: name lookup, TCP to one of the addresses (RFC 8305), TLS.
final class ConnectAttempt {
    private let endpoint: Endpoint
    private let client: HTTPClient
    private let timeout: TimeAmount
    private let started = NIODeadline.now()
    private var lookupEnd: NIODeadline?
    private var connectEnd: NIODeadline?
    private var connection: Connection?
    private var completion: ((Result<Connection, ConnectFault>) -> Void)?
    private var usesRememberedNames = false
    private(set) var phase = ExchangeFailure.Phase.connect

    /// Prepares an attempt; the timeout is for TCP, and what waits for the whole may abandon it sooner.
    init(_ endpoint: Endpoint, client: HTTPClient, timeout: TimeAmount) {
        self.endpoint = endpoint
        self.client = client
        self.timeout = timeout
    }

    /// Begins, and tells the end once unless abandoned before.
    func start(_ completion: @escaping (Result<Connection, ConnectFault>) -> Void) {
        self.completion = completion
        do throws(ConnectFault) {
            let context = try tlsContext()
            connect(bootstrap(context))
        } catch {
            phase = error.phase
            finish(.failure(error))
        }
    }

    /// Gives up: nobody is told, and a connection that opens yet is closed.
    func abandon() {
        completion = nil
        // Where nobody answers, another host may have the name by now. A lookup under way is left to those who ask.
        if phase != .lookup { client.resolver.forget(endpoint.host) }
        connection?.close()
    }

    /// Writes the times of the steps that are over.
    func note(in record: inout ExchangeRecord) {
        let now = NIODeadline.now()
        if let lookupEnd { record.lookup = lookupEnd - started }
        guard let connectEnd else { return }
        record.connect = connectEnd - (lookupEnd ?? started)
        if endpoint.tls != nil { record.tls = now - connectEnd }
    }

    private func tlsContext() throws(ConnectFault) -> NIOSSLContext? {
        guard let tls = endpoint.tls else { return nil }
        return try client.tlsContexts.context(for: tls, endpoint: endpoint)
    }

    private func bootstrap(_ context: NIOSSLContext?) -> ClientBootstrap {
        let endpoint = endpoint
        let client = client
        return ClientBootstrap(group: client.eventLoop)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        let name = endpoint.certificateName
                        // An address is no server name (RFC 6066 section 3).
                        let serverName = name.isAddress ? nil : name
                        try pipeline.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: serverName)
                        )
                    }
                    try pipeline.addHandler(Connection(endpoint: endpoint, client: client))
                }
            }
    }

    private func connect(_ bootstrap: ClientBootstrap) {
        if let address = try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port) {
            return finish(with: bootstrap.connect(to: address))
        }
        phase = .lookup
        usesRememberedNames = client.resolver.knows(endpoint.host)
        let addresses = client.resolver.addresses(of: endpoint.host)
        addresses.assumeIsolated().whenSuccess { _ in
            self.phase = .connect
            self.lookupEnd = .now()
        }
        let resolver = ResolvedName(addresses: addresses)
        finish(
            with: bootstrap.resolver(resolver).connect(host: endpoint.host, port: endpoint.port),
            bootstrap
        )
    }

    private func finish(with channel: EventLoopFuture<any Channel>, _ bootstrap: ClientBootstrap? = nil) {
        channel.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel): self.connected(channel)
            case .failure(let error): self.failed(error, bootstrap)
            }
        }
    }

    private func connected(_ channel: any Channel) {
        connectEnd = .now()
        guard completion != nil,
            let connection = try? channel.pipeline.syncOperations.handler(type: Connection.self)
        else {
            channel.close(promise: nil)
            return finish(.failure(.endedDuringHandshake(endpoint, nil)))
        }
        self.connection = connection
        if endpoint.tls != nil { phase = .tls }
        switch connection.state {
        case .open: finish(.success(connection))
        case .opening: connection.onOpening = { self.finish($0) }
        case .closed: finish(.failure(.endedDuringHandshake(endpoint, nil)))
        }
    }

    /// Addresses that were remembered may have moved: then the name is looked up again, once.
    private func failed(_ error: any Error, _ bootstrap: ClientBootstrap?) {
        client.resolver.forget(endpoint.host)
        if usesRememberedNames, completion != nil, let bootstrap { return connect(bootstrap) }
        finish(.failure(ConnectFault(error, endpoint: endpoint)))
    }

    private func finish(_ result: Result<Connection, ConnectFault>) {
        // Whoever fails the handshake may have the address of another.
        if phase == .tls, case .failure = result { client.resolver.forget(endpoint.host) }
        let completion = completion
        self.completion = nil
        connection = nil
        completion?(result)
    }
}

/// A lookup that is under way, as the loop's connector asks for it.
private struct ResolvedName: Resolver, Sendable {
    let addresses: EventLoopFuture<[SocketAddress]>

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        of(.inet, port)
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        of(.inet6, port)
    }

    func cancelQueries() {}

    private func of(_ family: NIOBSDSocket.ProtocolFamily, _ port: Int) -> EventLoopFuture<[SocketAddress]> {
        addresses.map { all in
            all.filter { $0.protocol == family }.map { address in
                var address = address
                address.port = port
                return address
            }
        }
    }
}
