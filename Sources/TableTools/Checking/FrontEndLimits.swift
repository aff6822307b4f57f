/// What a front end allows, as AWS documents it.
package enum FrontEndLimits: String, Sendable, CaseIterable {
    case rest, http, url, alb

    /// How long it waits for the function; nil where only the function's own time-out ends it.
    ///
    /// A REST API's may be raised by a quota; what is not raised is 29 s.
    var wait: Duration? {
        switch self {
        case .rest: .seconds(29)
        case .http: .seconds(30)
        case .url, .alb: nil
        }
    }

    /// The most bytes of a request's body that reach a function: Lambda's payload, or the load balancer's limit.
    var mostBody: Int {
        switch self {
        case .rest, .http, .url: 6 << 20
        case .alb: 1 << 20
        }
    }

    var name: String {
        switch self {
        case .rest: "a REST API"
        case .http: "an HTTP API"
        case .url: "a function URL"
        case .alb: "a load balancer"
        }
    }
}
