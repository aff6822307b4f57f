import Messages

/// What a Runtime API server knows: the calls, the events that wait, the pollers, the invocations that are open.
struct RuntimeAPILedger {
    /// The calls that are kept, by the order of their arrival.
    private(set) var calls: [Int: RuntimeAPICall] = [:]
    private(set) var callCount = 0
    private var behaviour: RuntimeAPIBehaviour
    private var waiting: [(invocation: Invocation, parts: AsyncStream<ReplyPart>.Continuation)] = []
    private var open: [String: OpenInvocation] = [:]
    private var pollers: [(number: Int, continuation: CheckedContinuation<Invocation?, Never>)] = []
    private var livePollers: Set<Int> = []
    /// Whether events wait for the next runtime, because the one that polls is about to end.
    private var isHeld = false
    private var numberCount = 0
    private var watchers: [Watcher] = []

    /// An invocation that a runtime has taken and not yet answered.
    private struct OpenInvocation {
        var invocationID: String?
        var parts: AsyncStream<ReplyPart>.Continuation?
        var pacing: Pacing?
        /// The deadline has passed: a reply gets a 410.
        var isOver = false
        /// The call that answers it.
        var answeredBy: Int?
    }

    /// Somebody who waits until the calls are as they want them.
    private struct Watcher {
        let number: Int
        let isSatisfied: @Sendable ([RuntimeAPICall]) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    /// What a poll finds at once: an event, or that its connection is closed already.
    struct Found {
        let invocation: Invocation?
    }

    init(behaviour: RuntimeAPIBehaviour) {
        self.behaviour = behaviour
    }

    var orderedCalls: [RuntimeAPICall] { calls.sorted { $0.key < $1.key }.map(\.value) }
}

/// Events and pollers.
extension RuntimeAPILedger {
    /// Takes an event in; the poller that gets it, or nil where it has to wait.
    mutating func submit(
        _ invocation: Invocation,
        _ parts: AsyncStream<ReplyPart>.Continuation
    ) -> CheckedContinuation<Invocation?, Never>? {
        guard !isHeld, !pollers.isEmpty else {
            waiting.append((invocation, parts))
            return nil
        }
        opened(invocation, parts)
        let poller = pollers.removeFirst()
        livePollers.remove(poller.number)
        return poller.continuation
    }

    /// A number that nobody else has, for a poller or a watcher.
    mutating func newNumber() -> Int {
        numberCount += 1
        return numberCount
    }

    mutating func newPoller() -> Int {
        let number = newNumber()
        livePollers.insert(number)
        return number
    }

    mutating func poll(_ number: Int, _ continuation: CheckedContinuation<Invocation?, Never>) -> Found? {
        guard livePollers.contains(number) else { return Found(invocation: nil) }
        guard !isHeld, !waiting.isEmpty else {
            pollers.append((number, continuation))
            return nil
        }
        let first = waiting.removeFirst()
        livePollers.remove(number)
        opened(first.invocation, first.parts)
        return Found(invocation: first.invocation)
    }

    mutating func dismiss(_ number: Int) -> CheckedContinuation<Invocation?, Never>? {
        livePollers.remove(number)
        guard let index = pollers.firstIndex(where: { $0.number == number }) else { return nil }
        return pollers.remove(at: index).continuation
    }

    /// Takes back an event that did not reach its poller; the poller that gets it now.
    mutating func putBack(_ invocation: Invocation) -> CheckedContinuation<Invocation?, Never>? {
        guard let parts = open.removeValue(forKey: invocation.requestID)?.parts else { return nil }
        guard pollers.isEmpty else { return submit(invocation, parts) }
        waiting.insert((invocation, parts), at: 0)
        return nil
    }

    mutating func giveUp(on requestID: String, with end: ReplyPart) {
        if let index = waiting.firstIndex(where: { $0.invocation.requestID == requestID }) {
            finish(waiting.remove(at: index).parts, with: end)
        } else if open[requestID] != nil {
            finish(open[requestID]?.parts, with: end)
            open[requestID]?.parts = nil
            open[requestID]?.isOver = true
        }
    }

    mutating func runtimeExited() {
        for invocation in open.values { finish(invocation.parts, with: .exited) }
        open = [:]
        isHeld = false
        // Its connections may not have been seen to close yet; who polls from now on is the next runtime.
        for poller in pollers {
            livePollers.remove(poller.number)
            poller.continuation.resume(returning: nil)
        }
        pollers = []
    }

    mutating func hold() { isHeld = true }

    private mutating func opened(_ invocation: Invocation, _ parts: AsyncStream<ReplyPart>.Continuation?) {
        finish(open[invocation.requestID]?.parts, with: .timedOut)
        open[invocation.requestID] = OpenInvocation(
            invocationID: invocation.fields[.lambdaInvocationID],
            parts: parts,
            pacing: invocation.pacing
        )
    }

    private func finish(_ parts: AsyncStream<ReplyPart>.Continuation?, with end: ReplyPart) {
        parts?.yield(end)
        parts?.finish()
    }
}

/// Calls.
extension RuntimeAPILedger {
    mutating func record(_ call: RuntimeAPICall) -> Int {
        calls[callCount] = call
        callCount += 1
        if case .response = call.endpoint { begin(callCount - 1, call) }
        notify()
        return callCount - 1
    }

    /// The next answer that the behaviour has for such a call.
    mutating func script(for endpoint: RuntimeAPICall.Endpoint) -> Answer? {
        behaviour[endpoint].isEmpty ? nil : behaviour[endpoint].removeFirst()
    }

    /// Takes a piece of a body; what holds its sender back, if anything does.
    mutating func received(_ piece: [UInt8], _ index: Int) -> Pacing? {
        let isReply = if case .response = calls[index]?.endpoint { true } else { false }
        if behaviour.keepsBodies || !isReply { calls[index]?.body += piece }
        calls[index]?.bodyCount += piece.count
        notify()
        guard let open = answered(by: index) else { return nil }
        open.parts?.yield(.bytes(piece))
        return open.pacing
    }

    mutating func completed(_ index: Int, trailers: Fields) {
        calls[index]?.trailers = trailers
        calls[index]?.isComplete = true
        notify()
    }

    mutating func brokeOff(_ index: Int) {
        finish(answered(by: index)?.parts, with: .brokeOff)
        close(index)
    }

    mutating func abandoned(_ index: Int) {
        calls[index]?.isAbandoned = true
        notify()
        if !behaviour.keepsCalls { calls[index] = nil }
    }

    mutating func answered(_ index: Int, _ status: Int) {
        calls[index]?.status = status
        notify()
        if !behaviour.keepsCalls { calls[index] = nil }
    }

    /// Does what follows from a scripted answer: an event that was given is open, a reply that was taken is over.
    mutating func adopt(_ script: Answer, for index: Int) {
        switch calls[index]?.endpoint {
        case .next:
            guard let id = script.fields[.lambdaRequestID] else { return }
            opened(Invocation(requestID: id, event: [], fields: script.fields), nil)
        case .response, .error: if script.status == 202 { _ = verdict(on: index) }
        default: break
        }
    }

    /// What the real service would answer to a post that has arrived whole.
    mutating func verdict(on index: Int) -> Answer {
        guard let call = calls[index] else { return .refusal(500, "Runtime.Unknown") }
        switch call.endpoint {
        case .initError: return .accepted
        case .next, .unknown: return .refusal(404, "Runtime.NotFound")
        case .response(let id): return verdict(onReply: call, index, id)
        case .error(let id):
            if let refusal = refusal(call, id) { return refusal }
            finish(open[id]?.parts, with: .failed(type: call.fields[.lambdaErrorType], body: call.body))
            open[id] = nil
            return .accepted
        }
    }

    private mutating func verdict(onReply call: RuntimeAPICall, _ index: Int, _ id: String) -> Answer {
        if let refusal = refusal(call, id) { return refusal }
        if let mode = call.fields[.lambdaResponseMode], mode != "streaming" {
            return .refusal(400, "InvalidFunctionResponseMode")
        }
        if call.fields[.lambdaResponseMode] == nil, call.bodyCount > RuntimeAPIServer.replyLimit {
            finish(open[id]?.parts, with: .tooLarge)
            open[id]?.parts = nil
            return .refusal(413, "Function.ResponseSizeTooLarge")
        }
        finish(open[id]?.parts, with: .ended(trailers: call.trailers))
        open[id] = nil
        return .accepted
    }

    private func refusal(_ call: RuntimeAPICall, _ id: String) -> Answer? {
        guard let invocation = open[id] else { return .refusal(400, "InvalidRequestID") }
        let echoed = call.fields[.lambdaInvocationID]
        guard !invocation.isOver, echoed == nil || echoed == invocation.invocationID else {
            return .refusal(410, "InvokeTimeout")
        }
        return nil
    }

    /// Passes the beginning of a reply on, where the reply will be taken.
    private mutating func begin(_ index: Int, _ call: RuntimeAPICall) {
        guard case .response(let id) = call.endpoint, refusal(call, id) == nil else { return }
        open[id]?.answeredBy = index
        open[id]?.parts?.yield(.began(fields: call.fields))
    }

    private func answered(by index: Int) -> OpenInvocation? {
        guard case .response(let id) = calls[index]?.endpoint, open[id]?.answeredBy == index else {
            return nil
        }
        return open[id]
    }

    private mutating func close(_ index: Int) {
        guard case .response(let id) = calls[index]?.endpoint, open[id]?.answeredBy == index else { return }
        open[id] = nil
    }
}

/// Watchers.
extension RuntimeAPILedger {
    mutating func watch(
        _ number: Int,
        _ continuation: CheckedContinuation<Bool, Never>,
        _ isSatisfied: @escaping @Sendable ([RuntimeAPICall]) -> Bool
    ) {
        guard !isSatisfied(orderedCalls) else { return continuation.resume(returning: true) }
        watchers.append(Watcher(number: number, isSatisfied: isSatisfied, continuation: continuation))
    }

    mutating func unwatch(_ number: Int) {
        guard let index = watchers.firstIndex(where: { $0.number == number }) else { return }
        watchers.remove(at: index).continuation.resume(returning: false)
    }

    private mutating func notify() {
        guard !watchers.isEmpty else { return }
        let calls = orderedCalls
        watchers.removeAll { watcher in
            guard watcher.isSatisfied(calls) else { return false }
            watcher.continuation.resume(returning: true)
            return true
        }
    }
}

extension Answer {
    /// The Runtime API's 202.
    package static var accepted: Answer { json(202, #"{"status":"OK"}"#) }

    /// A refusal as the Runtime API words it.
    package static func refusal(_ status: Int, _ type: String, delay: Duration = .zero) -> Answer {
        var answer = json(status, #"{"errorMessage":"refused","errorType":"\#(type)"}"#)
        answer.delay = delay
        return answer
    }

    private static func json(_ status: Int, _ text: String) -> Answer {
        Answer(status: status, fields: [.contentType: "application/json"], body: Array(text.utf8))
    }
}
