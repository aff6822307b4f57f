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
        []
    }

    /// What the client gets for a buffered reply, or why it would get a 502 instead.
    package func clientResponse(
        from reply: [UInt8],
        to request: ClientRequest,
        at deployment: Deployment = Deployment()
    ) -> Result<ClientResponse, ReplyProblem> {
        .failure(ReplyProblem("not there yet"))
    }

    /// What the client gets for a streamed reply: prelude, eight NUL bytes, body.
    package func clientResponse(
        fromStream reply: [UInt8]
    ) -> Result<ClientResponse, ReplyProblem> {
        .failure(ReplyProblem("not there yet"))
    }
}
