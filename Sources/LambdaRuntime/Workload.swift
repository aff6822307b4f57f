/// Whether the first invocation was asked for, how many are in work, and who waits for the last of them; it lives on
/// the event loop.
final class Workload: @unchecked Sendable {
    /// Whether no further invocation is to be taken.
    private(set) var isEnding = false
    /// To be called when a `next` has been sent; nil where nobody waits for that any more.
    private(set) var asked: (@Sendable () -> Void)?
    private var count = 0
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// Does this when the first `next` has been sent.
    func whenAsked(_ action: @escaping @Sendable () -> Void) {
        asked = { [weak self] in
            // Other slots may have asked too.
            guard let self, asked != nil else { return }
            asked = nil
            action()
        }
    }

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
