import Forwarding
import GatewayEvents
import HTTPClient
import Routing

/// A table made ready to serve; made whole before any request sees it, since making it takes a while.
final class ServedTable: Sendable {
    let forwarder: Forwarder
    let eventSettings: EventSettings
    let metrics: Metrics?
    let reload: Reload
    /// What `RouteTable.hash` says, for the log.
    let hash: String
    let routeCount: Int

    init(_ table: RouteTable, client: HTTPClient, environment: [String: String]) {
        forwarder = Forwarder(table, client: client, environment: environment)
        eventSettings = EventSettings(identity: table.identity.map(\.source))
        metrics = table.metrics
        reload = table.reload
        hash = table.hash
        routeCount = table.routes.count
    }
}
