import Routing

/// A REST API admits only whom a resource policy names, and the policy stands where the framework reads it.
enum PolicyCheck {
    static func run(_ deployed: Deployed, _ findings: inout Findings) {
        let service = deployed.service
        if let key = service.provider?.key("resourcePolicy") { findings.report(.misplacedPolicy(key)) }
        checkGateway(service, &findings)
        for api in service.resources(of: "AWS::Serverless::Api") {
            let policy = api.properties?["DefinitionBody"]?["x-amazon-apigateway-policy"]?["Statement"]
            check(policy, at: api.node.place, &findings)
        }
    }

    private static func checkGateway(_ service: Service, _ findings: inout Findings) {
        guard let event = service.events("http").first else { return }
        let gateway = service.provider?["apiGateway"]
        check(
            gateway?["resourcePolicy"],
            at: service.provider?.key("apiGateway")?.place ?? event.place,
            &findings
        )
        let types = gateway?["binaryMediaTypes"]
        let streams = event["response"]?["transferMode"]?.text == "STREAM"
        if !streams, types?.texts.contains("*/*") != true {
            findings.report(.binaryTypes(at: types?.place ?? service.place("provider", "apiGateway")))
        }
    }

    private static func check(_ statements: Node?, at place: Place, _ findings: inout Findings) {
        guard let statements, !statements.isUndetermined else {
            if statements == nil { findings.report(.noPolicy(at: place)) }
            return
        }
        let allowed = statements.elements.filter { $0["Effect"]?.text == "Allow" }
        if allowed.isEmpty { findings.report(.noPolicy(at: statements.place)) }
        for statement in allowed where statement["Condition"] == nil {
            findings.report(.openPolicy(at: statement.place))
        }
    }
}
