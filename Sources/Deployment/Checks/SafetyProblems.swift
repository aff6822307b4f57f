import Routing

/// What leaves a deployment open, unbounded or silent.
extension Diagnostic {
    static func noVPC(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .noVPC,
            "the function is in no VPC, where it reaches no private backend and every public one",
            at: place,
            fix: "give it `vpc` with a security group and subnets"
        )
    }

    static func noEgressRule(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .openEgress,
            "a security group without a rule for egress is open to everywhere",
            at: place,
            fix: "give it `SecurityGroupEgress` with at least one rule"
        )
    }

    static func openEgress(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .openEgress,
            "a rule leads everywhere, and no backend is public",
            at: node.place,
            fix: "name the backend's address, or give its name `public: true` in the environment's file"
        )
    }

    static func missingEgress(
        _ rule: EgressRule,
        _ need: EgressPlan.Need,
        _ rules: Node,
        _ command: String
    ) -> Diagnostic {
        Diagnostic(
            .error,
            .missingEgress,
            "`\(need.name)` needs \(rule.shown), and no rule leads there",
            at: need.place,
            fix: "run `\(command)`",
            related: [Related("the rules stand here", at: rules.place)]
        )
    }

    static func idleEgress(_ node: Node, _ command: String) -> Diagnostic {
        Diagnostic(
            .error,
            .idleEgress,
            "no backend of the table needs this rule",
            at: node.place,
            fix: "run `\(command)`"
        )
    }

    static func staleEgress(_ rules: Node, _ command: String) -> Diagnostic {
        Diagnostic(
            .error,
            .staleEgress,
            "the file is not as the table makes it now",
            at: rules.place,
            fix: "run `\(command)`"
        )
    }

    static func ingress(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .ingress,
            "a rule for ingress, though nothing opens a connection to a function or a VPC link",
            at: node.place,
            fix: "remove it"
        )
    }

    static func webhookBlocked(_ route: Route, by door: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .webhookBlocked,
            "the webhook `\(route.name)` stands behind a key or a login, which its sender can't have",
            at: route.place,
            fix: "give its path an event without one: the route verifies what it gets",
            related: [Related("the key or login stands here", at: door.place)]
        )
    }

    static func webhookNotThroughURL(_ route: Route, _ login: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .webhookBlocked,
            "the webhook `\(route.name)` can't come through the Function URL, which has one login for all paths",
            at: route.place,
            related: [Related("the login stands here", at: login.place)]
        )
    }

    /// What gives a limit, by the kind of front end.
    enum Throttle: String {
        case methodSettings = "give it `MethodSettings` for `/*` and `*` with both throttling limits"
        case ownStage = "add an `AWS::ApiGateway::Stage` of your own with `MethodSettings`"
        case routeSettings = "give it both throttling limits"
        case concurrency = "give the function `reservedConcurrency`: a Function URL has no other limit"
    }

    static func noThrottle(_ what: String, at place: Place, fix: Throttle) -> Diagnostic {
        Diagnostic(.error, .noThrottle, "\(what) has no throttle", at: place, fix: fix.rawValue)
    }

    static func openStage(_ name: String, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .openStage,
            "the framework's own stage `\(name)`, which can't be throttled, is open",
            at: place,
            fix:
                "name it under `provider.apiGateway.stage`, and deny `execute-api:/<name>/*` to `*` in the policy"
        )
    }

    static func misplacedPolicy(_ key: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .resourcePolicy,
            "the framework does not read `provider.resourcePolicy`: the API would be open to everyone",
            at: key.place,
            fix: "move it to `provider.apiGateway.resourcePolicy`"
        )
    }

    static func noPolicy(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .resourcePolicy,
            "a REST API without a resource policy that admits somebody",
            at: place,
            fix: "add `resourcePolicy` with the addresses of the callers"
        )
    }

    static func openPolicy(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .resourcePolicy,
            "the policy admits every address",
            at: place,
            fix: "add a `Condition` with `aws:SourceIp`"
        )
    }

    static func binaryTypes(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .binaryTypes,
            "the REST API takes bodies for text, and breaks those that are none",
            at: place,
            fix: "write `binaryMediaTypes: ['*/*']` under `provider.apiGateway`"
        )
    }

    static func noConcurrency(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .noConcurrency,
            "the function has no `reservedConcurrency`, so that nothing bounds the load and the bill",
            at: place,
            fix: "reserve as many as the backends bear"
        )
    }

    static func noRetention(_ what: String, at place: Place) -> Diagnostic {
        Diagnostic(.error, .noRetention, "\(what) is kept for ever", at: place, fix: "give it a retention")
    }

    static func oldVersions(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .oldVersions,
            "every deployment leaves a version of the function behind",
            at: place,
            fix: "write `versionFunctions: false`"
        )
    }

    static func broadRole(_ what: String, at place: Place) -> Diagnostic {
        Diagnostic(.error, .broadRole, what, at: place, fix: "name what it needs, and nothing else")
    }

    static func deafAlarm(_ what: String, at place: Place) -> Diagnostic {
        Diagnostic(.error, .deafAlarm, what, at: place, fix: "see `deploy/resources/alarms.yml`")
    }
}
