package import NIOCore
import Synchronization

/// Plays the Lambda Runtime API on loopback, as the real service does where its behaviour says nothing else, and
/// records everything it is told.
///
/// Any number of runtimes may poll at once; events are handed out in order.
package final class RuntimeAPIServer: Sendable {
    /// The port on 127.0.0.1.
    package var port: Int { listener.port }
    /// What goes into `AWS_LAMBDA_RUNTIME_API`.
    package var address: String { "127.0.0.1:\(port)" }

    let state: Mutex<RuntimeAPILedger>
    private let listener: Listener
    private let readPause: Duration
    private let whenInitFails: (@Sendable (RuntimeAPICall) -> Void)?

    /// Lambda's limit for a buffered reply, in bytes.
    package static let replyLimit = 6 * 1024 * 1024 + 100

    private init(
        listener: Listener,
        behaviour: RuntimeAPIBehaviour,
        whenInitFails: (@Sendable (RuntimeAPICall) -> Void)?
    ) {
        self.listener = listener
        readPause = behaviour.readPause
        state = Mutex(RuntimeAPILedger(behaviour: behaviour))
        self.whenInitFails = whenInitFails
    }

    /// Runs a server for as long as `body` runs; `whenInitFails` hears of each init error.
    package static func serving<Result: Sendable>(
        _ behaviour: RuntimeAPIBehaviour = RuntimeAPIBehaviour(),
        port: Int = 0,
        on group: any EventLoopGroup,
        whenInitFails: (@Sendable (RuntimeAPICall) -> Void)? = nil,
        _ body: @Sendable (RuntimeAPIServer) async throws -> Result
    ) async throws -> Result {
        let listener = try await Listener.bind(port: port, on: group)
        return try await serving(behaviour, on: listener, whenInitFails: whenInitFails, body)
    }

    /// The same on a listener that is there already.
    package static func serving<Result: Sendable>(
        _ behaviour: RuntimeAPIBehaviour = RuntimeAPIBehaviour(),
        on listener: Listener,
        whenInitFails: (@Sendable (RuntimeAPICall) -> Void)? = nil,
        _ body: @Sendable (RuntimeAPIServer) async throws -> Result
    ) async throws -> Result {
        let server = RuntimeAPIServer(listener: listener, behaviour: behaviour, whenInitFails: whenInitFails)
        return try await listener.running({ try await server.handle($0) }) {
            try await body(server)
        }
    }

    /// Hands in an event; what comes back arrives piece by piece.
    package func submit(_ invocation: Invocation) -> AsyncStream<ReplyPart> {
        let (stream, continuation) = AsyncStream<ReplyPart>.makeStream()
        let poller = state.withLock { $0.submit(invocation, continuation) }
        poller?.resume(returning: invocation)
        return stream
    }

    /// Hands in an event and waits for the whole outcome; `timedOut` when there is none within `limit`.
    package func invoke(_ invocation: Invocation, within limit: Duration = .seconds(30)) async
        -> InvocationOutcome
    {
        let parts = submit(invocation)
        let timer = Task {
            try await Task.sleep(for: limit)
            giveUp(on: invocation.requestID, with: .timedOut)
        }
        defer { timer.cancel() }
        return await InvocationOutcome(parts)
    }

    /// Ends an invocation from this side, as Lambda does at the deadline; a reply that comes later gets a 410.
    package func giveUp(on requestID: String, with end: ReplyPart) {
        state.withLock { $0.giveUp(on: requestID, with: end) }
    }

    /// Ends every invocation that a runtime has taken: the runtime is gone.
    package func runtimeExited() {
        state.withLock { $0.runtimeExited() }
    }

    private func handle(_ exchange: Exchange) async throws {
        let call = RuntimeAPICall(exchange)
        let (index, script) = state.withLock { ($0.record(call), $0.script(for: call.endpoint)) }
        if let script, script.comesBeforeBody { try await answer(exchange, index, script) }
        try await receive(exchange, index)
        switch (script, call.endpoint) {
        case (let script?, _):
            state.withLock { $0.adopt(script, for: index) }
            if !script.comesBeforeBody { try await answer(exchange, index, script) }
        case (nil, .next): try await handOut(exchange, index)
        case (nil, _): try await answer(exchange, index, state.withLock { $0.verdict(on: index) })
        }
        if call.endpoint == .initError, let whenInitFails {
            whenInitFails(state.withLock { $0.calls[index] ?? call })
        }
    }

    /// Records the body as it arrives.
    private func receive(_ exchange: Exchange, _ index: Int) async throws {
        do {
            while let piece = try await exchange.nextPiece() {
                state.withLock { $0.received(piece, index) }
                if readPause > .zero { try await Task.sleep(for: readPause) }
            }
        } catch {
            state.withLock { $0.brokeOff(index) }
            throw error
        }
        let trailers = exchange.trailers
        state.withLock { $0.completed(index, trailers: trailers) }
    }

    private func answer(_ exchange: Exchange, _ index: Int, _ answer: Answer) async throws {
        state.withLock { $0.answered(index, answer.status) }
        try await exchange.answer(answer)
    }

    /// Answers a poll once there is an event.
    private func handOut(_ exchange: Exchange, _ index: Int) async throws {
        guard let invocation = await nextInvocation(for: exchange) else {
            state.withLock { $0.abandoned(index) }
            return exchange.closeAfterwards()
        }
        do {
            try await answer(exchange, index, invocation.answer)
        } catch {
            // The poller was gone before it got the event: another one may have it.
            state.withLock { $0.putBack(invocation) }?.resume(returning: invocation)
            throw error
        }
    }

    /// The next event for this poller; nil when its connection closes first, or the server ends.
    private func nextInvocation(for exchange: Exchange) async -> Invocation? {
        let poller = state.withLock { $0.newPoller() }
        exchange.whenClosed { [self] in dismiss(poller) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { $0.poll(poller, continuation) }
                if let ready { continuation.resume(returning: ready.invocation) }
            }
        } onCancel: {
            dismiss(poller)
        }
    }

    private func dismiss(_ poller: Int) {
        state.withLock { $0.dismiss(poller) }?.resume(returning: nil)
    }
}
