import NIOCore

/// The idle connections of all endpoints; the one used last is taken first, so that the others grow old.
///
/// A class, since closing a connection tells of its end, and that comes back here, before it returns.
final class Pool {
    private var idle: [Endpoint: [Connection]] = [:]
    private(set) var count = 0
    private let mostPerEndpoint: Int

    init(mostPerEndpoint: Int) {
        self.mostPerEndpoint = mostPerEndpoint
    }

    /// Takes a connection that is not older than that and still quiet; those that are not are closed.
    ///
    /// Age is asked here and not by a timer: a frozen process has no timers, but its clock goes on.
    func take(_ endpoint: Endpoint, keepAlive: TimeAmount, now: NIODeadline) -> Connection? {
        while let connection = idle[endpoint]?.popLast() {
            count -= 1
            if connection.isFresh(keepAlive: keepAlive, now: now), connection.isQuiet { return connection }
            connection.close()
        }
        return nil
    }

    /// Keeps a connection; where its endpoint has enough of them, the oldest is closed.
    func keep(_ connection: Connection) {
        let oldest = add(connection)
        oldest?.close()
    }

    private func add(_ connection: Connection) -> Connection? {
        count += 1
        idle[connection.endpoint, default: []].append(connection)
        guard let kept = idle[connection.endpoint], kept.count > mostPerEndpoint else { return nil }
        count -= 1
        return idle[connection.endpoint]?.removeFirst()
    }

    /// Forgets a connection that ended while idle.
    func remove(_ connection: Connection) {
        guard let place = idle[connection.endpoint]?.firstIndex(where: { $0 === connection }) else { return }
        idle[connection.endpoint]?.remove(at: place)
        count -= 1
        if idle[connection.endpoint]?.isEmpty == true { idle[connection.endpoint] = nil }
    }

    /// Takes out the connection that has been idle longest, to make room for another.
    func takeOldest() -> Connection? {
        let oldest = idle.values.compactMap(\.first).min { $0.idleSince < $1.idleSince }
        if let oldest { remove(oldest) }
        return oldest
    }

    /// Takes all out.
    func takeAll() -> [Connection] {
        defer {
            idle = [:]
            count = 0
        }
        return idle.values.flatMap(\.self)
    }
}
