import HTTPTypes
import Messages

/// A request that fulfils what a match asks besides its path.
enum RouteSample {
    /// A path segment that no table names.
    static let segment = "~any~"

    /// Nil where none can be made up: a regex, or a value that is not known yet.
    ///
    /// The host may be nil, for none.
    static func request(_ match: Match, method: HTTPRequest.Method, host: String?) -> Request? {
        guard !match.isIncomplete else { return nil }
        var request = Request(id: "sample", method: method, path: RawPath("/"))
        request.origin.sourceAddress = match.sourceIps.first?.address ?? IPAddress("192.0.2.1")
        if let host { request.fields[.host] = host }
        for condition in match.headers {
            guard let values = values(condition.test) else { return nil }
            for value in values { request.fields[condition.name] = value }
        }
        var pairs: [String] = []
        for condition in match.query {
            guard let values = values(condition.test) else { return nil }
            pairs += values.map { "\(encoded(condition.name))=\(encoded($0))" }
        }
        request.query = pairs.isEmpty ? nil : pairs.joined(separator: "&")
        return request
    }

    /// The hosts of a match, each as a name.
    static func hosts(_ match: Match) -> [String] {
        match.hosts.map { pattern in
            switch pattern {
            case .exact(let name): name
            case .wildcard(let suffix): "any" + suffix
            }
        }
    }

    /// One value that passes the test, none where it has to be absent; nil where none can be made up.
    private static func values(_ test: TextTest) -> [String]? {
        guard test.regex == nil, !test.isUndetermined else { return nil }
        guard test.isPresent != false else { return [] }
        let parts = (test.prefix ?? "") + (test.contains ?? "") + (test.suffix ?? "")
        return [test.exact ?? (parts.isEmpty ? "1" : parts)]
    }

    private static func encoded(_ text: String) -> String {
        String(decoding: PercentCoding.encoded(text.utf8, allowing: .unreserved), as: UTF8.self)
    }
}
