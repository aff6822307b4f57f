import Messages

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
        var json = Array(#"{"errorMessage":"#.utf8)
        JSONText.append(message, to: &json)
        json.append(contentsOf: #","errorType":"#.utf8)
        JSONText.append(type, to: &json)
        json.append(contentsOf: #","stackTrace":[]}"#.utf8)
        return json
    }
}
