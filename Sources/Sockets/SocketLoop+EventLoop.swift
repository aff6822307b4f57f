package import Dispatch
package import NIOCore

/// What NIO's futures, and those who know only NIO's loops, need.
extension SocketLoop: EventLoop {
    @discardableResult
    package func scheduleTask<T>(
        deadline: NIODeadline,
        _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
        let promise = makePromise(of: T.self)
        let alarm = ScheduledAlarm(self) {
            do {
                promise.assumeIsolated().succeed(try task())
            } catch {
                promise.fail(error)
            }
        }
        onLoop { alarm.set(at: deadline) }
        return Scheduled(promise: promise) { self.onLoop { alarm.cancel() } }
    }

    @discardableResult
    package func scheduleTask<T>(
        in time: TimeAmount,
        _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
        scheduleTask(deadline: .now() + time, task)
    }

    package func submit<T>(_ task: @escaping @Sendable () throws -> T) -> EventLoopFuture<T> {
        let promise = makePromise(of: T.self)
        execute {
            do {
                promise.assumeIsolated().succeed(try task())
            } catch {
                promise.fail(error)
            }
        }
        return promise.futureResult
    }

    package func shutdownGracefully(
        queue: DispatchQueue,
        _ callback: @Sendable @escaping ((any Error)?) -> Void
    ) {
        onLoop {
            self.stop()
            queue.async { callback(nil) }
        }
    }

    private func onLoop(_ body: @escaping @Sendable () -> Void) {
        if inEventLoop { body() } else { execute(body) }
    }
}

/// One alarm that may be cancelled before it is set; touched on the loop alone.
private final class ScheduledAlarm: @unchecked Sendable {
    private let loop: SocketLoop
    private var action: (() -> Void)?
    private var number: UInt64?

    init(_ loop: SocketLoop, _ action: @escaping () -> Void) {
        self.loop = loop
        self.action = action
    }

    func set(at time: NIODeadline) {
        guard action != nil else { return }
        number = loop.addAlarm(at: time) {
            let action = self.action
            self.action = nil
            action?()
        }
    }

    func cancel() {
        action = nil
        if let number { loop.removeAlarm(number) }
    }
}
