import Glibc
import Synchronization

/// The Lambda Runtime API of one child: hands out invocations of one kind, and takes the time of each.
///
/// Source: AWS Lambda, "Using the Lambda runtime API for custom runtimes".
package final class InvocationServer: Sendable {
    /// What was seen so far; times are `MonotonicClock`'s.
    package struct Observations: Sendable {
        /// When the first `next` had come.
        package var firstNext: Int?
        /// When the first reply had come whole.
        package var firstAnswer: Int?
        /// When each invocation's event was sent, by its number.
        package var sent: [Int] = []
        /// When each invocation's reply had come whole, by its number; 0 for not yet.
        package var answered: [Int] = []
        /// What was wrong with replies, and what the child reported as errors.
        package var problems: [String] = []
        /// The most polls that waited at once.
        package var mostPolls = 0
        fileprivate var polls = 0
        fileprivate var done = 0
        fileprivate var wanted = 0
        fileprivate var isClosed = false
    }

    /// Where it listens on 127.0.0.1.
    package let port: Int
    private let listener: Int32
    private let workload: Workload
    private let message: NumberedText
    private let allowsEnvelope: Bool
    private let state = Mutex(Observations())
    private let available = Permits()
    private let finished = Permits()

    /// Serves from now on; `message` is what `message(for:)` made of the workload's event.
    package init(_ workload: Workload, _ message: NumberedText, allowsEnvelope: Bool) throws(SystemFailure) {
        (listener, port) = try BlockingSocket.listen()
        self.workload = workload
        self.message = message
        self.allowsEnvelope = allowsEnvelope
        WorkerThread.run { [self] in
            while let descriptor = BlockingSocket.accept(listener) {
                WorkerThread.run { self.serve(ServedConnection(descriptor)) }
            }
            Glibc.close(listener)
        }
    }

    /// What was seen until now.
    package var observations: Observations { state.withLock { $0 } }

    /// Hands out so many more invocations, and waits until they are answered.
    ///
    /// - Returns: whether they were; not, once an error was reported, or nothing was answered for so long.
    package func run(_ count: Int, patience seconds: Double) -> Bool {
        let wanted = state.withLock { state in
            state.wanted += count
            state.sent.reserveCapacity(state.wanted)
            state.answered += [Int](repeating: 0, count: count)
            return state.wanted
        }
        available.give(count)
        var before = -1
        while true {
            let (done, isWell) = state.withLock { ($0.done, $0.problems.isEmpty) }
            guard done < wanted else { return true }
            guard isWell, done > before else { return false }
            before = done
            // What wakes us is the last answer, a problem, or the time.
            _ = finished.take(within: seconds)
        }
    }

    /// Lets go of the child, whose polls get nothing any more.
    package func close() {
        let polls = state.withLock { state in
            state.isClosed = true
            return state.polls
        }
        shutdown(listener, Int32(SHUT_RDWR))
        available.give(polls)
    }

    /// The answer to `next` that carries an event, numbered in the request id and wherever the event is.
    package static func message(for event: [UInt8]) -> NumberedText {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        let deadline = (now.tv_sec + 3600) * 1000
        let head = """
            HTTP/1.1 200 OK\r
            Content-Type: application/json\r
            Lambda-Runtime-Aws-Request-Id: \(NumberedText.mark)\r
            Lambda-Runtime-Deadline-Ms: \(deadline)\r
            Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:123456789012:function:bench\r
            Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0\r
            Content-Length: \(event.count)\r
            \r

            """
        return NumberedText(Array(head.utf8) + event)
    }

    private func serve(_ connection: ServedConnection) {
        // A copy of its own from the start, not when the first event is due.
        var message = message
        message.number(0)
        while let request = connection.next() {
            let words = request.target.split(separator: "/")
            switch words.last {
            case "next":
                guard let number = nextNumber() else { return }
                message.number(number)
                state.withLock { $0.sent[number] = MonotonicClock.now() }
                guard connection.send(message.bytes[...]) else { return }
            case "response":
                let arrived = MonotonicClock.now()
                let taken =
                    "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"
                guard connection.send(Array(taken.utf8)[...]) else { return }
                let number = words.dropLast().last.flatMap { NumberedText.number(in: $0) }
                note(answer: number, Array(connection.part(request.body)), at: arrived)
            default:
                fail("\(request.target): \(String(decoding: connection.part(request.body), as: UTF8.self))")
                return
            }
        }
    }

    /// The number of the invocation that a poll gets, once there is one; nil when the child is let go.
    private func nextNumber() -> Int? {
        state.withLock { state in
            if state.firstNext == nil { state.firstNext = MonotonicClock.now() }
            state.polls += 1
            state.mostPolls = max(state.mostPolls, state.polls)
        }
        available.take()
        return state.withLock { state in
            state.polls -= 1
            guard !state.isClosed else { return nil }
            state.sent.append(0)
            return state.sent.count - 1
        }
    }

    private func note(answer number: Int?, _ reply: [UInt8], at arrived: Int) {
        let problem = number.flatMap {
            workload.problem(in: reply, number: $0, allowsEnvelope: allowsEnvelope)
        }
        let isLast = state.withLock { state in
            if state.firstAnswer == nil { state.firstAnswer = arrived }
            if let problem { state.problems.append(problem) }
            guard let number, state.answered.indices.contains(number), state.answered[number] == 0 else {
                state.problems.append("an answer to no open invocation")
                return false
            }
            state.answered[number] = arrived
            state.done += 1
            return state.done == state.wanted
        }
        if isLast { finished.give() }
    }

    private func fail(_ problem: String) {
        state.withLock { $0.problems.append(problem) }
        finished.give()
    }
}
