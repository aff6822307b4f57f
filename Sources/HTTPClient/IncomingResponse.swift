package import Messages

/// A backend's answer: whole, or its head with a body that is still coming.
package struct IncomingResponse: Sendable {
    /// The status code, 200 to 999.
    package var status: Int
    /// All fields as received, in their order, with those that concern the connection; trailers are dropped.
    package var fields: Fields
    package var body: [UInt8]
    package var record: ExchangeRecord
    /// What of the body is still coming; nil where `body` is all of it.
    package var rest: ResponseBody?
}

extension IncomingResponse {
    /// The head of a streamed answer, its body as `rest`.
    package init(_ streaming: StreamingResponse) {
        self.init(
            status: streaming.status,
            fields: streaming.fields,
            body: [],
            record: streaming.body.record,
            rest: streaming.body
        )
    }
}

/// The status line and the fields of an answer.
package struct ResponseHead: Sendable {
    /// The status code, 100 to 999.
    package var status: Int
    package var fields: Fields
    /// The number of bytes that the body has; nil where that is not known beforehand.
    var bodyCount: Int?
}
