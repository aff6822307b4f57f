import Routing

/// The longest route ends before the function, and the function before the front end gives up.
enum TimeoutCheck {
    /// What API Gateway waits unless it is told otherwise, in milliseconds; of an HTTP API it is the most.
    static let restLimit = 29_000
    static let httpLimit = 30_000
    /// What Lambda itself allows.
    static let lambdaLimit = 900_000

    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        let service = deployed.service
        for (node, limit) in linkTimeouts(service) {
            if let timeout = node.integer, timeout > limit {
                findings.report(.linkTimeout(node, limit: limit))
            }
        }
        guard service.function != nil else { return }
        guard let node = service.setting("timeout") else {
            // The framework's own default is 6 s, which nobody chose.
            findings.report(.noFunctionTimeout(at: service.place("provider")))
            return
        }
        guard let seconds = node.integer, !node.isUndetermined else { return }
        for (limit, place) in integrations(service)
        where seconds.multipliedReportingOverflow(by: 1000).0 > limit {
            findings.report(.functionTimeout(node, milliseconds: limit, place))
        }
        for route in deployed.table?.routes ?? [] { check(route, deployed, seconds, node, &findings) }
    }

    private static func check(
        _ route: Route,
        _ deployed: Deployed,
        _ seconds: Int,
        _ node: Node,
        _ findings: inout Findings
    ) {
        guard case .forward(let forward) = route.action else { return }
        let margin = deployed.table?.deadlineMargin ?? .zero
        let limits = forward.targets.flatMap { [$0.timeouts.request, $0.timeouts.backendRequest] }
        guard let longest = limits.compactMap({ $0 }).max() else { return }
        if longest + margin > .seconds(seconds) {
            findings.report(.routeTimeout(route, longest, margin: margin, node))
        }
    }

    /// How long each front end of the function waits, and where that is written.
    private static func integrations(_ service: Service) -> [(milliseconds: Int, place: Place?)] {
        var limits: [(Int, Place?)] = []
        let general = service.provider?["apiGateway"]?["timeoutInMillis"]
        for event in service.events("http") {
            let own = event["timeoutInMillis"] ?? general
            limits.append((own?.integer ?? restLimit, own?.place))
        }
        if !service.events("httpApi").isEmpty {
            let changed = service.extensions.filter { $0.key.hasPrefix("HttpApiIntegration") }.values
            let own = changed.compactMap { $0["Properties"]?["TimeoutInMillis"] }.first
            limits.append((min(own?.integer ?? httpLimit, httpLimit), own?.place))
        }
        if service.function?["url"] != nil { limits.append((lambdaLimit, nil)) }
        return limits
    }

    /// The time-outs of integrations without a function, each with the most that its front end takes.
    private static func linkTimeouts(_ service: Service) -> [(Node, Int)] {
        let http = service.resources(of: "AWS::ApiGatewayV2::Integration").compactMap {
            $0.properties?["TimeoutInMillis"].map { ($0, httpLimit) }
        }
        let rest = service.resources(of: "AWS::Serverless::Api").flatMap { api in
            (api.properties?["DefinitionBody"]?["paths"]?.map ?? []).flatMap { $0.value.map ?? [] }
        }
        return http
            + rest.compactMap { method in
                method.value["x-amazon-apigateway-integration"]?["timeoutInMillis"].map { ($0, restLimit) }
            }
    }
}
