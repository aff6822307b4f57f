/// One route: which requests it takes, and what becomes of them.
package final class Route: Sendable {
    /// Unique; `route-N` where the table gives none, counted from 1 in the order of the files.
    package let name: String
    package let place: Place
    /// Any of these may hold; at least one.
    ///
    /// Where the table has no `match`, one that everything matches.
    package let matches: [Match]
    /// Where each of `matches` stands.
    package let matchPlaces: [Place]
    package let action: Action
    package let policies: Policies

    /// What is done with a request that every policy let through.
    package enum Action: Sendable {
        case forward(Forward)
        case redirect(Redirect)
        case respond(Respond)
    }

    /// What is asked and changed before and after the action.
    package struct Policies: Sendable {
        package var allow: Allow?
        package var cors: CORS?
        /// The most bytes that a request's body may have; nil for no limit.
        package var maxBody: Int?
        package var verify: Verify?
        package var response: ResponseForm = .passthrough
        /// What is done to the headers of an answer that comes from no backend.
        package var responseHeaders = HeaderChanges()
        /// Whether a `Location` of the backend is handed on as it is.
        package var preserveLocation = false
        package var forwarded: Forwarded = .replace
        package var via = false

        package init() {}
    }

    package init(
        name: String,
        place: Place,
        matches: [Match],
        matchPlaces: [Place]? = nil,
        action: Action,
        policies: Policies = Policies()
    ) {
        self.name = name
        self.place = place
        self.matches = matches
        self.matchPlaces = matchPlaces ?? matches.map { _ in place }
        self.action = action
        self.policies = policies
    }
}

/// How a request goes to its backends.
package struct Forward: Sendable {
    /// At least one, and not all of weight 0.
    package let targets: [Target]
    package let rewrite: Rewrite
    package let mirror: Mirror?

    package init(targets: [Target], rewrite: Rewrite = Rewrite(), mirror: Mirror? = nil) {
        self.targets = targets
        self.rewrite = rewrite
        self.mirror = mirror
    }
}

/// A backend as one route uses it: defaults, backend and route merged, in that order.
///
/// A class, because most routes share one.
package final class Target: Sendable {
    package let backend: Backend
    /// Its share of the requests among the route's targets; 0 for none.
    package let weight: Int
    package let timeouts: Timeouts
    /// Nil for no retries.
    package let retry: Retry?
    package let hostHeader: HostHeader
    package let requestHeaders: HeaderChanges
    package let responseHeaders: HeaderChanges

    package init(
        backend: Backend,
        weight: Int = 1,
        timeouts: Timeouts = Timeouts(),
        retry: Retry? = nil,
        hostHeader: HostHeader = .backend,
        requestHeaders: HeaderChanges = HeaderChanges(),
        responseHeaders: HeaderChanges = HeaderChanges()
    ) {
        self.backend = backend
        self.weight = weight
        self.timeouts = timeouts
        self.retry = retry
        self.hostHeader = hostHeader
        self.requestHeaders = requestHeaders
        self.responseHeaders = responseHeaders
    }
}

/// A copy of each request, or of some, to another backend, whose answer is ignored.
package struct Mirror: Sendable {
    /// The backend with this route's settings; its weight means nothing.
    package let target: Target
    /// How many requests in a hundred are copied; 1 to 100.
    package let percent: Int
    /// How long its answer is waited for after ours is ready.
    package let wait: Duration

    package init(target: Target, percent: Int = 100, wait: Duration = .zero) {
        self.target = target
        self.percent = percent
        self.wait = wait
    }
}
