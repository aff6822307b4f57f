package import NIOCore

extension EventLoop {
    /// Waits; the loop goes on with the rest meanwhile.
    package func pause(_ time: TimeAmount) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            _ = self.scheduleTask(in: time) { continuation.resume() }
        }
    }
}

extension EventLoopFuture where Value: Sendable {
    /// The value, or nil where it fails or is not there in time; a value that is there is never too late.
    func value(before deadline: NIODeadline?) async -> Value? {
        let promise = eventLoop.makePromise(of: Value?.self)
        let eventLoop = eventLoop
        eventLoop.execute {
            self.whenComplete { result in
                switch result {
                case .success(let value): promise.succeed(value)
                case .failure: promise.succeed(nil)
                }
            }
            guard let deadline else { return }
            let alarm = eventLoop.scheduleTask(deadline: deadline) { promise.succeed(nil) }
            promise.futureResult.whenComplete { _ in alarm.cancel() }
        }
        do {
            return try await promise.futureResult.get()
        } catch {
            return nil
        }
    }
}
