/// What a Runtime API server does; what it leaves open, the server does as the real service would.
package struct RuntimeAPIBehaviour: Sendable {
    /// What the first polls of `next` are answered, one each; afterwards invocations that are handed in get their turn.
    package var next: [Answer]
    /// What the first posts to `/response` are answered, one each in the order of their arrival.
    package var response: [Answer]
    /// What the first posts to `/error` are answered, one each.
    package var error: [Answer]
    /// What the first posts to `/init/error` are answered, one each.
    package var initError: [Answer]
    /// The pause before each piece of a posted body is read: a slow receiver.
    package var readPause: Duration
    /// Whether the bodies of replies are kept; a soak turns this off.
    package var keepsBodies: Bool
    /// Whether calls that are over are kept in `calls`; a soak turns this off.
    package var keepsCalls: Bool

    package init(
        next: [Answer] = [],
        response: [Answer] = [],
        error: [Answer] = [],
        initError: [Answer] = [],
        readPause: Duration = .zero,
        keepsBodies: Bool = true,
        keepsCalls: Bool = true
    ) {
        self.next = next
        self.response = response
        self.error = error
        self.initError = initError
        self.readPause = readPause
        self.keepsBodies = keepsBodies
        self.keepsCalls = keepsCalls
    }

    /// The script of one call, which the server uses up from its front.
    subscript(endpoint: RuntimeAPICall.Endpoint) -> [Answer] {
        get {
            switch endpoint {
            case .next: next
            case .response: response
            case .error: error
            case .initError: initError
            case .unknown: []
            }
        }
        set {
            switch endpoint {
            case .next: next = newValue
            case .response: response = newValue
            case .error: error = newValue
            case .initError: initError = newValue
            case .unknown: break
            }
        }
    }
}
