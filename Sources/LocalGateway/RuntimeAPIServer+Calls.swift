import Synchronization

/// What a test asks a Runtime API server.
extension RuntimeAPIServer {
    /// Nothing of the kind came in time.
    package struct NothingCame: Error, CustomStringConvertible {
        package let description: String
    }

    /// Every call so far, in the order of arrival; where the behaviour keeps no calls, those that are not over.
    package var calls: [RuntimeAPICall] { state.withLock { $0.orderedCalls } }

    /// How many calls there were.
    package var callCount: Int { state.withLock { $0.callCount } }

    /// Waits until the calls are as wanted; throws `NothingCame` after `limit`.
    @discardableResult
    package func calls(
        within limit: Duration = .seconds(10),
        until isSatisfied: @escaping @Sendable ([RuntimeAPICall]) -> Bool
    ) async throws -> [RuntimeAPICall] {
        let number = state.withLock { $0.newNumber() }
        let timer = Task {
            try await Task.sleep(for: limit)
            state.withLock { $0.unwatch(number) }
        }
        defer { timer.cancel() }
        let isThere = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.watch(number, continuation, isSatisfied) }
            }
        } onCancel: {
            state.withLock { $0.unwatch(number) }
        }
        let calls = self.calls
        guard isThere else {
            let seen = calls.map { "\($0.method) \($0.target)" }
            throw NothingCame(description: "waited \(limit); the calls were \(seen)")
        }
        return calls
    }
}
