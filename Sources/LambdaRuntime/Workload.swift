/// How many invocations are in work, and who waits for the last of them; it lives on the event loop.
final class Workload: @unchecked Sendable {
    /// Whether no further invocation is to be taken.
    private(set) var isEnding = false
    private var count = 0
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func begin() {
        count += 1
    }

    func end() {
        count -= 1
        guard count == 0 else { return }
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    /// Takes no further invocation, and waits until those in work are over.
    func drain() async {
        isEnding = true
        guard count > 0 else { return }
        await withCheckedContinuation { waiters.append($0) }
    }
}
