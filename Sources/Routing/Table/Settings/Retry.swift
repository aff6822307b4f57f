package import HTTPTypes
import Messages

/// When a request is sent again.
package struct Retry: Sendable, Hashable {
    /// A way for an attempt to fail.
    package enum Failure: String, Sendable, CaseIterable {
        /// The connection never opened: retried for any method.
        case connectFailure
        /// The backend broke the connection off.
        case reset
        /// A limit of `timeouts` ended the attempt.
        case timeout
    }

    /// How often it is sent after the first time; at least 1.
    package var attempts: Int
    package var on: Set<Failure>
    /// Statuses of the backend, 400 to 599, that are failures too.
    package var codes: Set<Int>
    /// How long to wait before the first retry.
    package var backoff: Duration
    /// The methods that are sent again; nil for the idempotent ones (RFC 9110 section 9.2.2).
    package var methods: [HTTPRequest.Method]?

    package init(
        attempts: Int,
        on: Set<Failure> = [.connectFailure, .reset, .timeout],
        codes: Set<Int> = [],
        backoff: Duration = .milliseconds(50),
        methods: [HTTPRequest.Method]? = nil
    ) {
        self.attempts = attempts
        self.on = on
        self.codes = codes
        self.backoff = backoff
        self.methods = methods
    }

    /// Whether requests of the method are sent again even though the connection had opened.
    package func repeats(_ method: HTTPRequest.Method) -> Bool {
        methods?.contains(method) ?? method.isIdempotent
    }

    /// What one level of the table gives.
    struct Given: Sendable {
        var attempts: Int?
        var on: Set<Failure>?
        var codes: Set<Int>?
        var backoff: Duration?
        var methods: [HTTPRequest.Method]?

        /// This level with a later one on top of it, key by key.
        func merged(with later: Given) -> Given {
            Given(
                attempts: later.attempts ?? attempts,
                on: later.on ?? on,
                codes: later.codes ?? codes,
                backoff: later.backoff ?? backoff,
                methods: later.methods ?? methods
            )
        }
    }

    /// Nil where no level says how often.
    init?(_ given: Given) {
        guard let attempts = given.attempts else { return nil }
        self.init(attempts: attempts, methods: given.methods)
        on = given.on ?? on
        codes = given.codes ?? codes
        backoff = given.backoff ?? backoff
    }
}

extension Retry.Given {
    static let shape = Shape.map(
        MapShape(
            "`retry`",
            [
                Key(
                    .attempts,
                    .integer(1...100),
                    "How often a request is sent again after the first time.",
                    example: "2"
                ),
                Key(
                    .on,
                    .oneOrMore(.choice(Retry.Failure.allCases.map(\.rawValue))),
                    "The failures after which it is sent again.",
                    example: "[connectFailure, reset]",
                    standard: "[connectFailure, reset, timeout]"
                ),
                Key(
                    .codes,
                    .oneOrMore(.integer(400...599)),
                    "Statuses of the backend that count as failures.",
                    example: "[502, 503]",
                    standard: "none"
                ),
                Key(
                    .backoff,
                    .duration,
                    "The wait before the first retry; it doubles with each further one.",
                    example: "100ms",
                    standard: "50ms"
                ),
                Key(
                    .methods,
                    .oneOrMore(.textNamed("a method")),
                    "The methods that are sent again; a connection that never opened is retried for any.",
                    example: "[GET, POST]",
                    standard: "the idempotent ones"
                ),
            ]
        )
    )

    init(_ node: Node, _ findings: inout Findings) {
        attempts = node[.attempts]?.integer
        on = (node[.on]?.texts).map { Set($0.compactMap(Retry.Failure.init(rawValue:))) }
        codes = (node[.codes]?.elements).map { Set($0.compactMap(\.integer)) }
        backoff = node[.backoff]?.duration
        methods = node[.methods].map { MethodNames.read($0, &findings) }
    }
}
