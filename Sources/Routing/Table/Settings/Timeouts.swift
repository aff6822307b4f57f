/// How long a route waits for its backend; nil where there is no limit but the invocation's own.
package struct Timeouts: Sendable, Hashable {
    /// Name lookup, TCP and TLS together; 1 s unless given.
    package var connect: Duration?
    /// One attempt, from the first byte written to the last one read; no limit unless given.
    package var backendRequest: Duration?
    /// All attempts together, no limit unless given.
    ///
    /// What is left of the invocation caps it always.
    package var request: Duration?

    package init(connect: Duration? = .seconds(1), backendRequest: Duration? = nil, request: Duration? = nil)
    {
        self.connect = connect
        self.backendRequest = backendRequest
        self.request = request
    }

    /// What one level of the table gives: 0 stands for "no limit".
    struct Given: Sendable {
        var connect: Located<Duration>?
        var backendRequest: Located<Duration>?
        var request: Located<Duration>?

        /// This level with a later one on top of it, key by key.
        func merged(with later: Given) -> Given {
            Given(
                connect: later.connect ?? connect,
                backendRequest: later.backendRequest ?? backendRequest,
                request: later.request ?? request
            )
        }
    }

    init(_ given: Given) {
        connect = Timeouts.limit(given.connect?.value ?? .seconds(1))
        backendRequest = Timeouts.limit(given.backendRequest?.value ?? .zero)
        request = Timeouts.limit(given.request?.value ?? .zero)
    }

    private static func limit(_ given: Duration) -> Duration? { given == .zero ? nil : given }
}

extension Timeouts.Given {
    static let shape = Shape.map(
        MapShape(
            "`timeouts`",
            [
                Key(
                    .connect,
                    .duration,
                    "Limit for name lookup, TCP and TLS together; `0s` disables it.",
                    example: "500ms",
                    standard: "1s"
                ),
                Key(
                    .backendRequest,
                    .duration,
                    "Limit for one attempt, to the last byte of the answer.",
                    example: "3s",
                    standard: "none"
                ),
                Key(
                    .request,
                    .duration,
                    "Limit for all attempts together; what is left of the invocation caps it.",
                    example: "10s",
                    standard: "what is left of the invocation less `deadlineMargin`"
                ),
            ]
        )
    )

    init(_ node: Node) {
        connect = node[.connect].flatMap { Located($0.duration, $0) }
        backendRequest = node[.backendRequest].flatMap { Located($0.duration, $0) }
        request = node[.request].flatMap { Located($0.duration, $0) }
    }
}
