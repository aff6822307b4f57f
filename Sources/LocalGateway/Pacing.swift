import Synchronization

/// Holds the sender of a reply back while its receiver is behind, as the real service does with a slow client.
package final class Pacing: Sendable {
    private struct State {
        /// Bytes that came and were not yet passed on.
        var held = 0
        var isReleased = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let limit: Int
    private let state = Mutex(State())

    /// `limit` is in bytes: with so many not yet passed on, the sender waits.
    package init(limit: Int = 64 * 1024) {
        self.limit = limit
    }

    /// Takes note of bytes that came, and waits until there is room for more; only one task may do so.
    package func arrived(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                state.held += count
                guard !state.isReleased, state.held >= limit else { return true }
                state.waiting = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    /// Takes note of bytes that were passed on.
    package func passed(_ count: Int) {
        resume { state in
            state.held -= count
            return state.held < limit
        }
    }

    /// Holds nobody back from now on: the receiver is gone, or keeps everything.
    package func release() {
        resume { state in
            state.isReleased = true
            return true
        }
    }

    private func resume(_ change: (inout State) -> Bool) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard change(&state) else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
