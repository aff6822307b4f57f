package import Messages
package import HTTPTypes

/// A test that stands in the table: a request, and what is expected of it.
package struct TableTest: Sendable {
    /// The request as the client sends it.
    package struct Sample: Sendable {
        package var method: HTTPRequest.Method
        /// `https` or `http`.
        package var scheme: String
        package var host: String?
        package var port: Int?
        /// Percent-encoded, without a query.
        package var path: String
        /// Percent-encoded, without the `?`; nil for none.
        package var query: String?
        package var headers: [TestField]
        package var sourceIp: String?
    }

    /// What has to come of it; nil where nothing is expected of that part.
    package struct Expectation: Sendable {
        package var route: String?
        package var backend: String?
        package var status: Int?
        package var path: String?
        package var query: String?
        /// The `Host` that the backend sees.
        package var host: String?
        package var headers: [TestField]
        package var noHeaders: [FieldName]
        package var location: String?
    }

    /// `test-N` where the table gives none.
    package let name: String
    package let place: Place
    package let request: Sample
    package let expect: Expectation
}

/// A header field of a test; a list of values in the table makes several.
package struct TestField: Sendable, Hashable {
    package let name: FieldName
    package let value: String
    package let place: Place
}
