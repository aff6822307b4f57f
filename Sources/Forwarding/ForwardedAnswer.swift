package import Messages

/// An answer on its way to the client: whole, or its head with a body that is still coming.
package struct ForwardedAnswer: Sendable {
    /// Head and body; where there is a `rest`, the head alone.
    package var response: Response
    /// The body that is still coming; nil where `response` holds it.
    ///
    /// It must be read to its end or cancelled.
    package var rest: AnswerBody?

    package init(_ response: Response, rest: AnswerBody? = nil) {
        self.response = response
        self.rest = rest
    }
}
