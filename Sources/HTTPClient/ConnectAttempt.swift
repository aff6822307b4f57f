import NIOCore
import NIOSSL
import Sockets

/// The opening of one connection: name lookup, TCP to one of the addresses (RFC 8305), TLS.
final class ConnectAttempt {
    private let endpoint: Endpoint
    private let client: HTTPClient
    private let timeout: TimeAmount
    private let started = NIODeadline.now()
    private var lookupEnd: NIODeadline?
    private var connectEnd: NIODeadline?
    private var race: ConnectRace?
    private var connection: Connection?
    private var context: NIOSSLContext?
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
            context = try tlsContext()
            connect()
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
        race?.abandon()
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

    private func connect() {
        if let address = try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port) {
            return connect(to: [address], isNamed: false)
        }
        phase = .lookup
        usesRememberedNames = client.resolver.knows(endpoint.host)
        client.resolver.addresses(of: endpoint.host).assumeIsolated().whenComplete { result in
            guard self.completion != nil else { return }
            switch result {
            case .success(let addresses):
                self.phase = .connect
                self.lookupEnd = .now()
                self.connect(to: addresses.map { $0.at(port: self.endpoint.port) }, isNamed: true)
            // The resolver has forgotten it already; others who waited are not to ask again each.
            case .failure(let error): self.finish(.failure(ConnectFault(error, endpoint: self.endpoint)))
            }
        }
    }

    private func connect(to addresses: [SocketAddress], isNamed: Bool) {
        let race = ConnectRace(addresses, on: client.eventLoop)
        self.race = race
        race.start(timeout: timeout) { result in
            self.race = nil
            switch result {
            case .success((let socket, let address)): self.connected(socket, address)
            case .failure(let fault):
                self.failed(ConnectFault(fault, endpoint: self.endpoint, isNamed: isNamed))
            }
        }
    }

    private func connected(_ socket: StreamSocket, _ address: SocketAddress) {
        connectEnd = .now()
        do throws(ConnectFault) {
            let layer = try layer()
            let connection = Connection(socket, layer, to: address, endpoint: endpoint, client: client)
            self.connection = connection
            if layer != nil { phase = .tls }
            connection.open { self.finish($0) }
        } catch {
            socket.close()
            finish(.failure(error))
        }
    }

    private func layer() throws(ConnectFault) -> TLSLayer? {
        guard let context else { return nil }
        let name = endpoint.certificateName
        do {
            // An address is no server name (RFC 6066 section 3).
            return try TLSLayer(context, serverName: name.isAddress ? nil : name)
        } catch {
            throw ConnectFault(error, endpoint: endpoint)
        }
    }

    /// Addresses that were remembered may have moved: then the name is looked up again, once.
    private func failed(_ fault: ConnectFault) {
        client.resolver.forget(endpoint.host)
        if usesRememberedNames, completion != nil { return connect() }
        finish(.failure(fault))
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

extension SocketAddress {
    fileprivate func at(port: Int) -> SocketAddress {
        var address = self
        address.port = port
        return address
    }
}
