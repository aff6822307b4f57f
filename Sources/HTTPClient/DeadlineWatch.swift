import NIOCore

/// Ends exchanges whose time is over, with one timer for all of them.
///
/// A timer of its own for each exchange would cost a heap entry and often a system call; here a new exchange
/// mostly costs a comparison, since its time is over later than what the timer already waits for.
final class DeadlineWatch {
    private let eventLoop: any EventLoop
    private var watched: [Exchange] = []
    private var alarm: Scheduled<Void>?
    private var alarmTime = NIODeadline.distantFuture
    private let expire: (Exchange) -> Void

    init(eventLoop: any EventLoop, expire: @escaping (Exchange) -> Void) {
        self.eventLoop = eventLoop
        self.expire = expire
    }

    /// Watches the exchange until `remove`, or watches it anew after its expiry has changed.
    func watch(_ exchange: Exchange) {
        guard exchange.expiry < .distantFuture else { return }
        if exchange.watchPlace == nil {
            exchange.watchPlace = watched.count
            watched.append(exchange)
        }
        if exchange.expiry < alarmTime { setAlarm(exchange.expiry) }
    }

    func remove(_ exchange: Exchange) {
        guard let place = exchange.watchPlace else { return }
        exchange.watchPlace = nil
        let last = watched.removeLast()
        guard last !== exchange else { return }
        watched[place] = last
        last.watchPlace = place
    }

    /// Forgets the timer where nobody waits for it, so that the loop can end.
    func stop() {
        guard watched.isEmpty else { return }
        alarm?.cancel()
        alarm = nil
        alarmTime = .distantFuture
    }

    private func setAlarm(_ time: NIODeadline) {
        alarm?.cancel()
        alarmTime = time
        alarm = eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.ring() }
    }

    private func ring() {
        alarm = nil
        alarmTime = .distantFuture
        let now = NIODeadline.now()
        let over = watched.filter { $0.expiry <= now }
        for exchange in over { expire(exchange) }
        let next = watched.reduce(NIODeadline.distantFuture) { min($0, $1.expiry) }
        if next < alarmTime { setAlarm(next) }
    }
}
