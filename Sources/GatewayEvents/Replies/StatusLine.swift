import HTTPTypes

/// The `statusDescription` of load balancers.
enum StatusLine {
    /// The code and its reason phrase, as in `200 OK`.
    static func description(of status: Int) -> String {
        guard (100...599).contains(status) else { return "\(status) Unknown" }
        let phrase = HTTPResponse.Status(code: status).reasonPhrase
        return "\(status) \(phrase.isEmpty ? "Unknown" : phrase)"
    }
}
