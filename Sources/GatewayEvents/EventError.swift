/// Why an event is no request at all; reported as an invocation error.
package enum EventError: Error, Hashable {
    /// The bytes are no JSON text (RFC 8259): what is wrong, and at which byte.
    case malformed(JSONError)
    /// A well-formed event of something else; the text names it, as in `an SQS event`.
    case notHTTP(String)
    /// An event of a front end in which this part cannot be found: `method` or `path`.
    case incomplete(String)
}

extension EventError {
    /// The error's type for the Runtime API, in its form `Category.Reason`.
    package var errorType: String {
        switch self {
        case .malformed: "Function.MalformedEvent"
        case .notHTTP: "Function.NotHTTP"
        case .incomplete: "Function.IncompleteEvent"
        }
    }
}

extension EventError: CustomStringConvertible {
    /// One sentence for the log and for the Runtime API's error report.
    package var description: String {
        switch self {
        case .malformed(let error): "the event is no JSON: \(error)"
        case .notHTTP(let found):
            "the event is no HTTP request but \(found); this function forwards HTTP requests only"
        case .incomplete(let part): "the event has no \(part)"
        }
    }
}
