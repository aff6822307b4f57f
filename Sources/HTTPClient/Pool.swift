import NIOCore

/// The idle connections of all endpoints; the one used last is taken first, so that the others grow old.
///
/// A class, since closing a connection tells of its end, and that comes back here, before it returns.
final class Pool {
    /// Where the idle connections of one endpoint stand.
    final class Home {
        let endpoint: Endpoint
        fileprivate var idle: [Connection] = []

        fileprivate init(_ endpoint: Endpoint) {
            self.endpoint = endpoint
        }
    }

    private var homes: [Endpoint: Home] = [:]
    /// The homes asked for last: the Runtime API and one backend take turns.
    private var recent: (last: Home?, before: Home?)
    private(set) var count = 0
    private let mostPerEndpoint: Int

    init(mostPerEndpoint: Int) {
        self.mostPerEndpoint = mostPerEndpoint
    }

    /// The home of an endpoint's connections.
    func home(of endpoint: Endpoint) -> Home {
        if let last = recent.last, last.endpoint == endpoint { return last }
        recent = (recent.before, recent.last)
        if let last = recent.last, last.endpoint == endpoint { return last }
        let home = homes[endpoint] ?? Home(endpoint)
        homes[endpoint] = home
        recent.last = home
        return home
    }

    /// Takes a connection that is not older than that and still quiet; those that are not are closed.
    ///
    /// Age is asked here and not by a timer: a frozen process has no timers, but its clock goes on.
    func take(_ endpoint: Endpoint, keepAlive: TimeAmount, now: NIODeadline) -> Connection? {
        let home = home(of: endpoint)
        while let connection = home.idle.popLast() {
            count -= 1
            if connection.isFresh(keepAlive: keepAlive, now: now), connection.isQuiet { return connection }
            connection.close()
        }
        return nil
    }

    /// Keeps a connection; where its endpoint has enough of them, the oldest is closed.
    func keep(_ connection: Connection) {
        let home = home(of: connection.endpoint)
        home.idle.append(connection)
        count += 1
        guard home.idle.count > mostPerEndpoint else { return }
        count -= 1
        home.idle.removeFirst().close()
    }

    /// Forgets a connection that ended while idle.
    func remove(_ connection: Connection) {
        let home = home(of: connection.endpoint)
        guard let place = home.idle.firstIndex(where: { $0 === connection }) else { return }
        home.idle.remove(at: place)
        count -= 1
    }

    /// Takes out the connection that has been idle longest, to make room for another.
    func takeOldest() -> Connection? {
        let oldest = homes.values.compactMap(\.idle.first).min { $0.idleSince < $1.idleSince }
        if let oldest { remove(oldest) }
        return oldest
    }

    /// Takes all out.
    func takeAll() -> [Connection] {
        defer {
            homes = [:]
            recent = (nil, nil)
            count = 0
        }
        return homes.values.flatMap(\.idle)
    }
}
