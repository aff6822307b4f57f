import HTTPClient
import NIOCore
import Routing

/// A backend as the process knows it: where its endpoints are, in the client's terms.
///
/// Made once with the table; lives on the event loop.
final class Upstream: @unchecked Sendable {
    let backend: Backend
    /// One for each of the backend's endpoints, in their order.
    let endpoints: [Endpoint]
    let keepAlive: TimeAmount

    init(_ backend: Backend) {
        self.backend = backend
        endpoints = backend.endpoints.map { Endpoint($0.url, backend.tls) }
        keepAlive = backend.keepAlive.map(TimeAmount.init) ?? .zero
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
