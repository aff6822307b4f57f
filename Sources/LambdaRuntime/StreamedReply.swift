package import NIOCore

/// A reply that is sent while it is being made.
package struct StreamedReply: Sendable {
    /// Tells the front end that a prelude comes first.
    package static let httpContentType = "application/vnd.awslambda.http-integration-response"

    let contentType: String
    /// What is sent first.
    let opening: ByteBuffer
    /// Gives the next bytes, or nil at the end.
    ///
    /// What it throws ends the reply in the middle.
    let next: @Sendable () async throws(InvocationError) -> ByteBuffer?
    /// Hears that nobody takes the reply any more; `next` is not called after it.
    let abandon: @Sendable (RuntimeFailure) -> Void

    /// Makes a reply; of `next` and `abandon` exactly one hears the end.
    package init(
        contentType: String = StreamedReply.httpContentType,
        opening: ByteBuffer,
        next: @escaping @Sendable () async throws(InvocationError) -> ByteBuffer?,
        abandon: @escaping @Sendable (RuntimeFailure) -> Void
    ) {
        self.contentType = contentType
        self.opening = opening
        self.next = next
        self.abandon = abandon
    }
}
