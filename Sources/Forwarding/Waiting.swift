import NIOCore

extension EventLoop {
    /// Waits; the loop goes on with the rest meanwhile.
    func pause(_ time: TimeAmount) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            _ = self.scheduleTask(in: time) { continuation.resume() }
        }
    }
}

extension EventLoopFuture where Value: Sendable {
    /// The value, or nil where it fails or is not there in time.
    func value(before deadline: NIODeadline?) async -> Value? {
        let promise = eventLoop.makePromise(of: Value?.self)
        let alarm = deadline.map { eventLoop.scheduleTask(deadline: $0) { promise.succeed(nil) } }
        whenComplete { result in
            alarm?.cancel()
            switch result {
            case .success(let value): promise.succeed(value)
            case .failure: promise.succeed(nil)
            }
        }
        do {
            return try await promise.futureResult.get()
        } catch {
            return nil
        }
    }
}
