/// The settings that defaults, a backend and a route may all give: one level of them, or several merged.
///
/// Maps merge key by key and header actions name by name; every other value is replaced whole.
struct Level: Sendable {
    var timeouts = Timeouts.Given()
    var retry = Retry.Given()
    var retryNode: Node?
    var requestHeaders = HeaderChanges.Given()
    var responseHeaders = HeaderChanges.Given()
    var hostHeader: Located<HostHeader>?

    static let keys = [
        Key(
            .timeouts,
            Timeouts.Given.shape,
            "How long a request waits for its backend.",
            example: "{connect: 500ms, request: 10s}",
            standard: "{connect: 1s}"
        ),
        Key(
            .retry,
            Retry.Given.shape,
            "When a request is sent again.",
            example: "{attempts: 2, on: [connectFailure]}",
            standard: "never"
        ),
        HeaderChanges.Given.requestKey, HeaderChanges.Given.responseKey, HostHeader.key,
    ]

    init() {}

    /// What a map gives; nil where that is nothing.
    static func given(_ node: Node, _ findings: inout Findings) -> Level? {
        guard let entries = node.map, entries.hasKey(where: hasKey) else { return nil }
        return Level(entries, &findings)
    }

    private init(_ entries: Node.Map, _ findings: inout Findings) {
        for entry in entries {
            switch entry.keyName {
            case .timeouts: timeouts = Timeouts.Given(entry.value)
            case .retry:
                retry = Retry.Given(entry.value, &findings)
                retryNode = entry.value
            case .requestHeaders: requestHeaders = HeaderChanges.Given(entry.value, &findings)
            case .responseHeaders: responseHeaders = HeaderChanges.Given(entry.value, &findings)
            case .hostHeader: hostHeader = Located(HostHeader(entry.value, &findings), entry.value)
            default: continue
            }
        }
    }

    private static func hasKey(_ name: KeyName) -> Bool {
        switch name {
        case .timeouts, .retry, .requestHeaders, .responseHeaders, .hostHeader: true
        default: false
        }
    }

    /// This level with a later one on top of it.
    func merged(with later: Level?) -> Level {
        guard let later else { return self }
        var result = self
        result.timeouts = timeouts.merged(with: later.timeouts)
        result.retry = retry.merged(with: later.retry)
        result.retryNode = later.retryNode ?? retryNode
        result.requestHeaders = requestHeaders.merged(with: later.requestHeaders)
        result.responseHeaders = responseHeaders.merged(with: later.responseHeaders)
        result.hostHeader = later.hostHeader ?? hostHeader
        return result
    }

    /// The settings as a route uses a backend; what does not fit together is reported.
    func target(_ backend: Backend, weight: Int, _ findings: inout Findings) -> Target {
        if let retryNode, retry.attempts == nil, !retryNode.isUndetermined, retryNode.isMap {
            findings.report(.missingKey(["attempts"], retryNode, "`retry`"))
        }
        if let attempt = timeouts.backendRequest, let all = timeouts.request {
            if all.value != .zero, attempt.value > all.value {
                findings.report(.backendRequestOverRequest(attempt.node, all.node))
            }
        }
        return Target(
            backend: backend,
            weight: weight,
            timeouts: Timeouts(timeouts),
            retry: Retry(retry),
            hostHeader: hostHeader?.value ?? .backend,
            requestHeaders: HeaderChanges(requestHeaders),
            responseHeaders: HeaderChanges(responseHeaders)
        )
    }
}
