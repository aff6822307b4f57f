import Routing

/// Nothing that is public is without a limit.
enum ThrottleCheck {
    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        let service = deployed.service
        checkRest(service, &findings)
        checkHTTP(service, &findings)
        if let url = service.function?["url"], !isLimit(service.function?["reservedConcurrency"]) {
            findings.report(.noThrottle("the Function URL", at: url.place, fix: .concurrency))
        }
    }

    private static func checkRest(_ service: Service, _ findings: inout Findings) {
        let stages =
            service.resources(of: "AWS::ApiGateway::Stage") + service.resources(of: "AWS::Serverless::Api")
        for stage in stages where !isThrottled(methodSettings: stage.properties?["MethodSettings"]) {
            findings.report(
                .noThrottle("the stage `\(stage.id)`", at: stage.node.place, fix: .methodSettings)
            )
        }
        guard let event = service.events("http").first else { return }
        if service.resources(of: "AWS::ApiGateway::Stage").isEmpty {
            findings.report(.noThrottle("the framework's own stage", at: event.place, fix: .ownStage))
        }
        checkFrameworksStage(service, event, &findings)
    }

    /// The framework makes a stage that can't be throttled: it must have another name, and be denied.
    private static func checkFrameworksStage(_ service: Service, _ event: Node, _ findings: inout Findings) {
        guard let name = service.provider?["apiGateway"]?["stage"] else {
            findings.report(.openStage(service.stage, at: service.place("provider", "apiGateway")))
            return
        }
        guard let text = name.text, !name.isUndetermined else { return }
        let statements = service.provider?["apiGateway"]?["resourcePolicy"]?.list ?? []
        let isDenied = statements.contains { statement in
            statement["Effect"]?.text == "Deny" && statement["Condition"] == nil
                && statement["Principal"]?.text == "*"
                && (statement["Resource"]?.texts ?? []).contains("execute-api:/\(text)/*")
        }
        if !isDenied { findings.report(.openStage(text, at: name.place)) }
    }

    private static func isThrottled(methodSettings: Node?) -> Bool {
        let settings = methodSettings?.list ?? []
        let all = settings.first { $0["ResourcePath"]?.text == "/*" && $0["HttpMethod"]?.text == "*" }
        return isThrottled(all) && settings.allSatisfy { isThrottled($0) }
    }

    private static func isThrottled(_ settings: Node?) -> Bool {
        isLimit(settings?["ThrottlingRateLimit"]) && isLimit(settings?["ThrottlingBurstLimit"])
    }

    /// A number above nothing, or one that is not known here.
    private static func isLimit(_ node: Node?) -> Bool {
        guard let node else { return false }
        return node.isUndetermined || node.map != nil || (node.text.flatMap(Double.init) ?? 0) > 0
    }

    private static func checkHTTP(_ service: Service, _ findings: inout Findings) {
        if let event = service.events("httpApi").first {
            let changed = service.extensions["HttpApiStage"]
            checkStage(
                "the HTTP API's stage",
                changed?["Properties"],
                at: changed?.place ?? event.place,
                &findings
            )
        }
        for stage in service.resources(of: "AWS::ApiGatewayV2::Stage") {
            checkStage("the stage `\(stage.id)`", stage.properties, at: stage.node.place, &findings)
        }
    }

    private static func checkStage(
        _ what: String,
        _ properties: Node?,
        at place: Place,
        _ findings: inout Findings
    ) {
        guard isThrottled(properties?["DefaultRouteSettings"]) else {
            findings.report(.noThrottle(what, at: place, fix: .routeSettings))
            return
        }
        for entry in properties?["RouteSettings"]?.map ?? [] where !isThrottled(entry.value) {
            findings.report(
                .noThrottle("the route `\(entry.name)`", at: entry.key.place, fix: .routeSettings)
            )
        }
    }
}
