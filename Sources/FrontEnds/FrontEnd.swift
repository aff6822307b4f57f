import Messages
import GatewayEvents

/// A front end that turns HTTP requests into events and replies into answers, as far as AWS's are known.
package enum FrontEnd: String, Sendable, CaseIterable {
    /// API Gateway's REST API.
    case rest
    /// API Gateway's HTTP API, payload 2.0.
    case http
    /// API Gateway's HTTP API, payload 1.0.
    case http1
    /// A Lambda function URL.
    case url
    /// An Application Load Balancer's target group.
    case alb
    /// The same with `lambda.multi_value_headers.enabled`.
    case albMultiValue
    /// A VPC Lattice service, event version 2.0.
    case lattice
}

extension FrontEnd {
    /// The event that this front end would send for a request.
    package func event(for request: ClientRequest, at deployment: Deployment = Deployment()) -> [UInt8] {
        let sent = SentRequest(request)
        let value =
            switch self {
            case .rest: VersionOneEvent(sent: sent, deployment: deployment, isREST: true).value
            case .http1: VersionOneEvent(sent: sent, deployment: deployment, isREST: false).value
            case .http: VersionTwoEvent(sent: sent, deployment: deployment, isURL: false).value
            case .url: VersionTwoEvent(sent: sent, deployment: deployment, isURL: true).value
            case .alb: LoadBalancerEvent(sent: sent, deployment: deployment, isMultiValue: false).value
            case .albMultiValue:
                LoadBalancerEvent(sent: sent, deployment: deployment, isMultiValue: true).value
            case .lattice: LatticeEvent(sent: sent, deployment: deployment).value
            }
        return value.bytes
    }

    /// The answer to a request that this front end does not let through to the function; nil where it does.
    package func refusal(of request: ClientRequest) -> ClientResponse? {
        guard self == .http || self == .http1 else { return nil }
        guard TwiceDecodedPath(SentRequest(request).path).isRefused else { return nil }
        return ClientResponse(
            status: 400,
            fields: [.contentType: "application/json"],
            body: Array(#"{"message":"Bad Request"}"#.utf8)
        )
    }
}
