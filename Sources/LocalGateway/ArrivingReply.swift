import Messages

/// What comes back for one event, taken while it arrives.
final class ArrivingReply {
    private let parts: AsyncStream<ReplyPart>
    private let pacing: Pacing
    private let timer: Task<Void, any Error>

    /// Hands the event in; after `limit` Lambda's time for it is over.
    init(to invocation: Invocation, in runtime: RuntimeAPIServer, within limit: Duration) {
        let pacing = Pacing()
        var invocation = invocation
        invocation.pacing = pacing
        self.pacing = pacing
        parts = runtime.submit(invocation)
        timer = Task { [requestID = invocation.requestID] in
            try await Task.sleep(for: limit)
            runtime.giveUp(on: requestID, with: .timedOut)
        }
    }

    deinit {
        timer.cancel()
        // Whoever took it has gone; what still comes is thrown away, and nobody is held back.
        pacing.release()
    }

    /// The next part; `exited` where nothing comes any more.
    func next() async -> ReplyPart {
        for await part in parts { return part }
        return .exited
    }

    /// Takes note of bytes that were passed on, so that more may come.
    func passed(_ count: Int) {
        pacing.passed(count)
    }

    /// All that comes, where the reply began with these fields.
    func whole(_ fields: Fields) async -> InvocationOutcome {
        pacing.release()
        return await InvocationOutcome(parts, beganWith: fields)
    }
}
