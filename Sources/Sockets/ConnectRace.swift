package import NIOCore

/// A connection to one of several addresses: the next is tried when one fails or keeps silent (RFC 8305 section 5).
package final class ConnectRace {
    /// Why none of the addresses was reached.
    package struct Fault: Error {
        package var faults: [(address: SocketAddress, error: IOError)] = []
        /// Whether some of them had not answered when the time was over.
        package var isTimedOut = false
    }

    /// How long an address is waited for before the next is tried beside it (RFC 8305 section 8).
    static let delay = TimeAmount.milliseconds(250)

    private let loop: SocketLoop
    private var left: ArraySlice<SocketAddress>
    private var running: [StreamSocket] = []
    private var fault = Fault()
    private var alarm: UInt64?
    private var limit: UInt64?
    private var completion: ((Result<(StreamSocket, SocketAddress), Fault>) -> Void)?

    /// The addresses stand in the order of RFC 6724; the families take turns (RFC 8305 section 4).
    package init(_ addresses: [SocketAddress], on loop: SocketLoop) {
        self.loop = loop
        left = ConnectRace.interleaved(addresses)[...]
    }

    /// Begins, and tells the end once unless abandoned before, at the latest when the time is over.
    package func start(
        timeout: TimeAmount,
        _ completion: @escaping (Result<(StreamSocket, SocketAddress), Fault>) -> Void
    ) {
        self.completion = completion
        limit = loop.addAlarm(at: .now() + timeout) {
            self.limit = nil
            self.fault.isTimedOut = true
            self.finish(.failure(self.fault))
        }
        tryNext()
    }

    /// Gives up: nobody is told.
    package func abandon() {
        completion = nil
        tidy()
    }

    private func tryNext() {
        if let alarm { loop.removeAlarm(alarm) }
        alarm = nil
        guard completion != nil else { return }
        guard let address = left.popFirst() else {
            if running.isEmpty { finish(.failure(fault)) }
            return
        }
        var begun: StreamSocket?
        begun = StreamSocket.connect(to: address, on: loop) { [weak self] result in
            self?.ended(result, begun, address)
        }
        guard let begun else { return }
        running.append(begun)
        guard !left.isEmpty else { return }
        alarm = loop.addAlarm(at: .now() + ConnectRace.delay) {
            self.alarm = nil
            self.tryNext()
        }
    }

    private func ended(
        _ result: Result<StreamSocket, IOError>,
        _ socket: StreamSocket?,
        _ address: SocketAddress
    ) {
        running.removeAll { $0 === socket }
        switch result {
        case .success(let socket): finish(.success((socket, address)))
        case .failure(let error):
            fault.faults.append((address, error))
            tryNext()
        }
    }

    private func finish(_ result: Result<(StreamSocket, SocketAddress), Fault>) {
        let completion = completion
        self.completion = nil
        tidy()
        completion?(result)
    }

    private func tidy() {
        if let alarm { loop.removeAlarm(alarm) }
        if let limit { loop.removeAlarm(limit) }
        (alarm, limit) = (nil, nil)
        for socket in running { socket.close() }
        running = []
        left = []
    }

    static func interleaved(_ addresses: [SocketAddress]) -> [SocketAddress] {
        guard let family = addresses.first?.protocol else { return [] }
        let first = addresses.filter { $0.protocol == family }
        let second = addresses.filter { $0.protocol != family }
        var result: [SocketAddress] = []
        for index in 0..<max(first.count, second.count) {
            if index < first.count { result.append(first[index]) }
            if index < second.count { result.append(second[index]) }
        }
        return result
    }
}
