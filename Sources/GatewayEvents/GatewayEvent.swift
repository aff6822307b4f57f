package import Messages

/// What an invocation's event asks for.
package enum GatewayEvent: Sendable {
    /// An HTTP request, and the form in which its front end wants the answer.
    case request(Request, ReplyForm)
    /// A load balancer's health check or a warmer's event: to be answered with 200 and not forwarded.
    case healthCheck(ReplyForm)
    /// An HTTP request with a part that no request may have, such as a line feed in a header field: the
    /// client gets a `badRequest` answer. The text says what is wrong, for the log.
    case badRequest(String, ReplyForm)
}
