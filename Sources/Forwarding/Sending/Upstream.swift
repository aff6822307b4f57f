import HTTPClient
import NIOCore
import Routing
import Synchronization

/// A backend as the process knows it: where its endpoints are, in the client's terms, and how they do.
///
/// Made once with the table and shared by all requests.
final class Upstream: Sendable {
    let backend: Backend
    /// One for each of the backend's endpoints, in their order.
    let endpoints: [Endpoint]
    let keepAlive: TimeAmount
    /// Room for copies that mirror other backends' requests.
    let copies = CopyAllowance()
    private let spread = EvenSpread()
    /// Whether the table wants endpoints left out, and there is more than one.
    private let isWatched: Bool
    private let health: Mutex<EndpointHealth>

    init(_ backend: Backend) {
        self.backend = backend
        endpoints = backend.endpoints.map { Endpoint($0.url, backend.tls) }
        keepAlive = backend.keepAlive.map(TimeAmount.init) ?? .zero
        isWatched = backend.eject != nil && backend.endpoints.count > 1
        let ejection = backend.eject ?? Ejection(failures: 1, for: .zero)
        health = Mutex(EndpointHealth(ejection, isUsed: backend.endpoints.map { $0.weight > 0 }))
    }

    /// The place of the endpoint for a request, one that it has not tried if there is any; to be reported on.
    func take(avoiding tried: [Int], now: NIODeadline) -> Int {
        guard endpoints.count > 1 else { return 0 }
        guard isWatched else { return choose(avoiding: tried) { _ in true } }
        return health.withLock { health in
            let place = choose(avoiding: tried) { health.isAvailable($0, now: now) }
            health.take(place)
            return place
        }
    }

    /// Says how a request to the endpoint went: nil where that tells nothing of the endpoint.
    func report(_ place: Int, hasFailed: Bool?, now: NIODeadline) -> EndpointHealth.Change? {
        guard isWatched else { return nil }
        return health.withLock { health in
            switch hasFailed {
            case true?: return health.failed(place, now: now)
            case false?: return health.succeeded(place)
            case nil:
                health.release(place, now: now)
                return nil
            }
        }
    }

    private func choose(avoiding tried: [Int], where isAvailable: (Int) -> Bool) -> Int {
        let all = endpoints.indices.filter { backend.endpoints[$0].weight > 0 && isAvailable($0) }
        let fresh = tried.isEmpty ? all : all.filter { !tried.contains($0) }
        return spread.choose(among: fresh.isEmpty ? all : fresh) { backend.endpoints[$0].weight } ?? 0
    }
}

extension Endpoint {
    fileprivate init(_ url: BackendURL, _ tls: BackendTLS) {
        self.init(host: url.host, port: url.port, tls: url.scheme == .https ? TLSSettings(tls) : nil)
    }
}

extension TLSSettings {
    fileprivate init(_ tls: BackendTLS) {
        self.init(
            caFile: tls.caFile,
            serverName: tls.serverName,
            certificateFile: tls.certificateFile,
            keyFile: tls.keyFile,
            verification: tls.verify == .full ? .full : .none
        )
    }
}

extension TimeAmount {
    /// A duration in whole nanoseconds; one of centuries is as long as NIO can say.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        self = .nanoseconds(overflow || carried ? .max : sum)
    }
}
