/// The facts of a deployed front end that show up in its events.
package struct Deployment: Sendable, Hashable {
    /// The stage of an API, which the client's target does not have in front; a REST API makes `prod` of `$default`.
    package var stage: String
    /// The domain that requests are sent to, in the form of an execute-api one or a custom one.
    package var domainName: String
    /// Milliseconds since 1970 that the event's time fields show.
    package var time: Int
    package var requestID: String
    /// The scheme that clients speak to a load balancer, `https` or `http`; the others speak `https`.
    package var scheme: String
    /// The media types that a REST API takes for binary, such as `*/*` or `image/png`.
    package var binaryMediaTypes: [String]
    /// Claims of a JWT authorizer, if there is one; empty for none.
    package var claims: [String: String]

    package init(
        stage: String = "$default",
        domainName: String = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
        time: Int = 1_767_225_600_000,
        requestID: String = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        scheme: String = "https",
        binaryMediaTypes: [String] = ["*/*"],
        claims: [String: String] = [:]
    ) {
        self.stage = stage
        self.domainName = domainName
        self.time = time
        self.requestID = requestID
        self.scheme = scheme
        self.binaryMediaTypes = binaryMediaTypes
        self.claims = claims
    }

    /// The stage as a REST API has it, which has no `$default`.
    var restStage: String { stage == "$default" ? "prod" : stage }

    /// The domain's first label.
    var domainPrefix: String { String(domainName.prefix { $0 != "." }) }

    /// The time as in `10/Jul/2026:19:19:04 +0000`.
    var requestTime: String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let seconds = time / 1000
        let date = CivilDate(day: seconds / 86_400)
        let clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(CivilDate.twoDigits)
        let day = CivilDate.twoDigits(date.day)
        return "\(day)/\(months[date.month - 1])/\(date.year):\(clock.joined(separator: ":")) +0000"
    }
}

/// A day of the Gregorian calendar.
private struct CivilDate {
    let year: Int
    /// 1 to 12.
    let month: Int
    let day: Int

    /// The day this many days behind the first of January 1970.
    init(day count: Int) {
        // Counted from the first of March of year 0, so that the leap day is a year's last.
        let days = max(0, count) + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
