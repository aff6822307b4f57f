package import Routing

/// Holds a table against where it will run: the function's time-out, the front end's limits.
package struct PlacementCheck: Sendable {
    private let functionTimeout: Duration?
    private let frontEnd: FrontEndLimits?

    /// What is nil is not known and not checked.
    package init(functionTimeout: Duration? = nil, frontEnd: FrontEndLimits? = nil) {
        self.functionTimeout = functionTimeout
        self.frontEnd = frontEnd
    }

    /// What does not fit, route by route.
    package func findings(in table: RouteTable) -> [Diagnostic] {
        table.routes.flatMap { route in
            [overFunction(route, table), overFrontEnd(route, table), overBody(route)].compactMap { $0 }
        }
    }

    private func overFunction(_ route: Route, _ table: RouteTable) -> Diagnostic? {
        guard let functionTimeout, let request = route.longestRequest else { return nil }
        guard request > functionTimeout - table.deadlineMargin else { return nil }
        return Diagnostic(
            .warning,
            .functionTimeout,
            "`timeouts.request` of the route `\(route.name)` is \(DurationText.text(of: request)), but the "
                + "function's \(DurationText.text(of: functionTimeout)) less `deadlineMargin` end it before",
            at: route.place,
            fix: "raise the function's time-out, or lower `timeouts.request`"
        )
    }

    private func overFrontEnd(_ route: Route, _ table: RouteTable) -> Diagnostic? {
        guard let frontEnd, let wait = frontEnd.wait, case .forward = route.action else { return nil }
        let deadline = functionTimeout.map { $0 - table.deadlineMargin }
        let limits = [route.longestRequest, deadline].compactMap { $0 }
        guard let limit = limits.min(), limit >= wait else { return nil }
        return Diagnostic(
            .error,
            .routeTimeout,
            "the route `\(route.name)` may take \(DurationText.text(of: limit)), but \(frontEnd.name) gives up "
                + "after \(DurationText.text(of: wait)), and the client gets its 504 in place of ours",
            at: route.place,
            fix: "set `timeouts.request` under \(DurationText.text(of: wait)), for the route or in `defaults`"
        )
    }

    private func overBody(_ route: Route) -> Diagnostic? {
        guard let frontEnd, let most = route.policies.maxBody, most > frontEnd.mostBody else { return nil }
        return Diagnostic(
            .warning,
            .frontEndLimit,
            "`maxBody` of the route `\(route.name)` is \(most) bytes, but \(frontEnd.name) hands on "
                + "\(frontEnd.mostBody) at most",
            at: route.place
        )
    }
}

extension Route {
    /// The longest `timeouts.request` of its backends; nil where one has none.
    fileprivate var longestRequest: Duration? {
        guard case .forward(let forward) = action else { return nil }
        let limits = forward.targets.map(\.timeouts.request)
        return limits.contains(nil) ? nil : limits.compactMap { $0 }.max()
    }
}
