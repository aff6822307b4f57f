package import Logging

/// What becomes of an invocation: its reply, or the error that ends it.
///
/// `afterwards` is done while the Runtime API takes the answer, so that nobody waits for it; the process is not
/// frozen before that.
package enum InvocationOutcome: Sendable {
    case reply([UInt8], afterwards: (@Sendable () -> Void)? = nil)
    /// A reply of which only the beginning is there.
    case stream(StreamedReply)
    case failure(InvocationError, afterwards: (@Sendable () -> Void)? = nil)
}

/// Turns an event into its outcome; the event is the handler's own, to be changed in place.
package typealias InvocationHandling = @Sendable (Invocation, consuming [UInt8]) async -> InvocationOutcome

/// The runtime's whole job: next, handle, answer, again; in one slot, or in many at once.
package struct RuntimeLoop: Sendable {
    /// Consecutive failures of `next` after which a slot gives up instead of spinning.
    static let patience = 3

    private let api: RuntimeAPI
    private let logger: Logger
    private let workload = Workload()

    package init(_ api: RuntimeAPI, logger: Logger) {
        self.api = api
        self.logger = logger
    }

    /// Takes no further invocation, and returns when those in work have their answers.
    ///
    /// To be called on the loop. Slots that wait for an invocation go on waiting: the process is expected to end.
    package func drain() async {
        await workload.drain()
    }

    /// Serves invocations in a number of slots until every slot has given up; returns the last reason.
    ///
    /// A slot that gives up does not end the others: what is in flight elsewhere still gets its answer.
    /// `asked` is called when the first `next` has been sent: nobody waits for what is done there.
    package func run(
        slots: Int,
        asked: (@Sendable () -> Void)? = nil,
        handle: @escaping InvocationHandling
    ) async -> RuntimeFailure {
        if let asked { workload.whenAsked(asked) }
        guard slots > 1 else { return await runSlot(handle) }
        return await withTaskGroup(of: RuntimeFailure.self) { group in
            for _ in 0..<slots { group.addTask { await runSlot(handle) } }
            var last = RuntimeFailure.missingRequestID
            for await failure in group {
                logger.error("a slot has given up", metadata: ["cause": "\(failure)"])
                last = failure
            }
            return last
        }
    }

    private func runSlot(_ handle: InvocationHandling) async -> RuntimeFailure {
        var failures = 0
        while true {
            do throws(RuntimeFailure) {
                let (invocation, event) = try await api.next(asked: workload.asked)
                failures = 0
                workload.begin()
                await answer(invocation, with: handle(invocation, event))
                workload.end()
                if workload.isEnding { return .stopped }
            } catch {
                failures += 1
                logger.error("no invocation", metadata: ["cause": "\(error)", "failures": "\(failures)"])
                if failures >= RuntimeLoop.patience { return error }
            }
        }
    }

    private func answer(_ invocation: Invocation, with outcome: InvocationOutcome) async {
        do throws(RuntimeFailure) {
            switch outcome {
            case .reply(let bytes, let afterwards):
                try await api.respond(to: invocation, bytes, meanwhile: afterwards)
            case .stream(let reply): try await api.stream(reply, to: invocation)
            case .failure(let error, let afterwards):
                try await api.report(error, for: invocation, meanwhile: afterwards)
            }
        } catch {
            await giveUp(invocation, because: error, outcome)
        }
    }

    /// A reply that was not taken is followed by an error report, unless the invocation is over (410).
    private func giveUp(
        _ invocation: Invocation,
        because failure: RuntimeFailure,
        _ outcome: InvocationOutcome
    ) async {
        logger.error(
            "an answer was not taken",
            metadata: ["requestId": "\(invocation.requestID)", "cause": "\(failure)"]
        )
        guard outcome.mayBeFollowedByReport(after: failure) else { return }
        let error = InvocationError(type: "Runtime.ReplyRefused", message: failure.description)
        do throws(RuntimeFailure) {
            try await api.report(error, for: invocation)
        } catch {
            logger.error(
                "an error report was not taken",
                metadata: ["requestId": "\(invocation.requestID)", "cause": "\(error)"]
            )
        }
    }
}

extension InvocationOutcome {
    /// Whether an error report may come after this outcome was not taken.
    ///
    /// After a broken connection nobody knows how much of a buffered reply has arrived, but part of a stream
    /// is no reply; where the Runtime API holds it for one, it refuses the report.
    fileprivate func mayBeFollowedByReport(after failure: RuntimeFailure) -> Bool {
        switch (self, failure) {
        case (.failure, _): false
        case (_, .refused(_, let status, _)): status != 410
        case (.stream, .unreachable): true
        case (.reply, _), (.stream, _): false
        }
    }
}
