import GatewayEvents

/// What the error calls of the Runtime API take: a type that Lambda keeps, and a sentence.
///
/// Lambda keeps a type of the form `Runtime.Word` or a known `Function.Word`; others become `Runtime.Unknown`.
package struct InvocationError: Error, Sendable, Equatable {
    package let type: String
    package let message: String

    package init(type: String, message: String) {
        self.type = type
        self.message = message
    }

    /// The body of the calls `error` and `init/error`.
    var json: [UInt8] {
        var json = JSONWriter(capacity: message.utf8.count + 128)
        json.raw("{\"errorMessage\":")
        json.string(message)
        json.raw(",\"errorType\":")
        json.string(type)
        json.raw(",\"stackTrace\":[]}")
        return json.bytes
    }
}
