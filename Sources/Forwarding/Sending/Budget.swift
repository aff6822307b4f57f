import HTTPClient
import NIOCore
import Routing

/// The time that a request may take, all its attempts together, and what ends it first.
struct Budget {
    /// When our answer must be ready; nil where nothing limits it.
    let deadline: NIODeadline?
    /// The limit's name, for the log.
    let limit: String

    /// What `timeouts.request` leaves, capped by the invocation's deadline less the margin.
    init(_ timeouts: Timeouts, from start: NIODeadline, invocation: NIODeadline?, margin: Duration) {
        let own = timeouts.request.map { start + TimeAmount($0) }
        let lambda = invocation.map { $0 - TimeAmount(margin) }
        switch (own, lambda) {
        case (let own?, let lambda?) where lambda < own:
            deadline = lambda
            limit = "the invocation's deadline less `deadlineMargin`"
        case (let own?, _):
            deadline = own
            limit = "`timeouts.request`"
        case (nil, let lambda?):
            deadline = lambda
            limit = "the invocation's deadline less `deadlineMargin`"
        case (nil, nil):
            deadline = nil
            limit = "no limit"
        }
    }

    /// The limits of one attempt that begins now, and the name of the one that would end it.
    func attempt(
        _ timeouts: Timeouts,
        now: NIODeadline,
        keepAlive: TimeAmount,
        streams: Bool = false
    ) -> (ExchangeLimits, String) {
        let single = timeouts.backendRequest.map { now + TimeAmount($0) }
        let isSingle = single.map { one in deadline.map { one < $0 } ?? true } ?? false
        let limits = ExchangeLimits(
            connect: timeouts.connect.map(TimeAmount.init),
            deadline: isSingle ? single : deadline,
            keepAlive: keepAlive,
            responseBody: streams ? Budget.largestStream : Budget.largestAnswer
        )
        return (limits, isSingle ? "`timeouts.backendRequest`" : limit)
    }

    /// Whether anything could still be done after a wait.
    func hasTime(for wait: TimeAmount, now: NIODeadline) -> Bool {
        deadline.map { now + wait < $0 } ?? true
    }

    /// No front end carries more than Lambda's 6 MiB; more is not even read.
    private static let largestAnswer = 6 * 1 << 20
    /// What Lambda streams of one answer.
    private static let largestStream = 200 * 1 << 20
}
