import Messages
import GatewayEvents
import HTTPTypes

/// The event of a load balancer's target group, which has either maps of lists or maps of last values.
struct LoadBalancerEvent {
    let sent: SentRequest
    let deployment: Deployment
    let isMultiValue: Bool

    var value: JSONValue {
        let query = ValueLists(sent.parameters)
        let headers = LoadBalancerEvent.headers(of: sent, deployment)
        let body = EventBody(of: sent)
        return .members([
            (
                "requestContext",
                .members([("elb", .members([("targetGroupArn", .text(LoadBalancerEvent.targetGroup))]))])
            ),
            ("httpMethod", .text(sent.request.method)),
            ("path", .text(sent.path)),
            (isMultiValue ? "multiValueQueryStringParameters" : "queryStringParameters", map(query)),
            (isMultiValue ? "multiValueHeaders" : "headers", map(headers)),
            ("body", body.text == .null ? "" : body.text),
            ("isBase64Encoded", .bool(body.isBase64)),
        ])
    }

    private static let targetGroup =
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/switchyard/4efa1ab384b3474d"

    private func map(_ lists: ValueLists) -> JSONValue { isMultiValue ? lists.all : lists.lastValues }

    /// The fields in lower case, with those that a load balancer adds.
    static func headers(of sent: SentRequest, _ deployment: Deployment) -> ValueLists {
        let fields = sent.request.fields.filter { !HopByHop.names.contains($0.name.canonicalName) }
        var headers = ValueLists(fields.lazy.map { (name: $0.name.canonicalName, value: $0.value) })
        headers.set("x-amzn-trace-id", deployment.traceID)
        headers.set("x-forwarded-for", sent.forwardedFor)
        headers.set("x-forwarded-port", deployment.scheme == "http" ? "80" : "443")
        headers.set("x-forwarded-proto", deployment.scheme)
        return headers
    }
}

/// The event of a VPC Lattice service, version 2.0.
struct LatticeEvent {
    let sent: SentRequest
    let deployment: Deployment

    var value: JSONValue {
        let query = ValueLists(sent.parameters)
        let body = EventBody(of: sent)
        var members: [(String, JSONValue)] = [
            ("version", "2.0"),
            ("path", .text(sent.path)),
            ("method", .text(sent.request.method)),
            ("headers", LoadBalancerEvent.headers(of: sent, deployment).all),
        ]
        if !query.isEmpty { members.append(("queryStringParameters", query.all)) }
        if body.text != .null { members.append(("body", body.text)) }
        members += [("isBase64Encoded", .bool(body.isBase64)), ("requestContext", context)]
        return .members(members)
    }

    private var context: JSONValue {
        let arn = "arn:aws:vpc-lattice:eu-west-1:123456789012"
        return .members([
            ("serviceNetworkArn", .text("\(arn):servicenetwork/sn-0bf3f2882e9cc805a")),
            ("serviceArn", .text("\(arn):service/svc-0a40eebed65f8d69c")),
            ("targetGroupArn", .text("\(arn):targetgroup/tg-6d0ecf831eec9f09")),
            (
                "identity",
                .members([
                    ("sourceVpcArn", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0b8276c84697e7339"),
                    ("type", "NONE"),
                ])
            ),
            ("region", "eu-west-1"),
            ("timeEpoch", .text("\(deployment.time * 1000)")),
        ])
    }
}
