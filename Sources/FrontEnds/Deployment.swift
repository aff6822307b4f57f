/// The facts of a deployed front end that show up in its events.
package struct Deployment: Sendable, Hashable {
    /// The stage of an API; `$default` is for HTTP APIs only.
    package var stage: String
    /// The domain that requests are sent to; an execute-api one unless a custom domain is set.
    package var domainName: String
    /// Milliseconds since 1970 that the event's time fields show.
    package var time: Int
    package var requestID: String
    /// Claims of a JWT authorizer, if there is one; empty for none.
    package var claims: [String: String]

    package init(
        stage: String = "$default",
        domainName: String = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
        time: Int = 1_767_225_600_000,
        requestID: String = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        claims: [String: String] = [:]
    ) {
        self.stage = stage
        self.domainName = domainName
        self.time = time
        self.requestID = requestID
        self.claims = claims
    }
}
