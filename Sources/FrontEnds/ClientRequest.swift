package import Messages
import HTTPTypes

/// A request as it comes over the wire to a front end.
package struct ClientRequest: Sendable, Hashable {
    package var method: String
    /// The request target in origin form: the path as sent and, behind a `?`, the query.
    package var target: String
    /// All fields as sent, `Host` among them.
    package var fields: Fields
    package var body: [UInt8]
    /// The caller's address in text form.
    package var sourceIP: String

    package init(
        method: String = "GET",
        target: String,
        fields: Fields = [:],
        body: [UInt8] = [],
        sourceIP: String = "203.0.113.7"
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
        self.sourceIP = sourceIP
    }
}
