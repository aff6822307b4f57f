import HTTPTypes
package import Messages
package import Routing

extension Request {
    /// Why a command line or a test describes no request.
    package struct Problem: Error, Sendable, Hashable {
        /// A sentence for people.
        package let reason: String
    }

    /// A request as a person writes it: a URL, or a path with its query where the host does not matter.
    ///
    /// Fields are `name: value`. A body without a method means POST, as people know it from curl.
    package init(
        method: String?,
        url: String,
        fields: [String] = [],
        body: [UInt8]? = nil,
        sourceIP: String? = nil
    ) throws(Problem) {
        let text = method ?? (body == nil ? "GET" : "POST")
        guard let method = HTTPRequest.Method(text) else { throw Problem(reason: "`\(text)` is no method") }
        let parts = try URLText(url)
        self.init(
            id: "explain",
            method: method,
            path: RawPath(parts.path),
            query: parts.query,
            body: (body ?? [])[...],
            origin: RequestOrigin(scheme: parts.scheme, port: parts.port)
        )
        if let authority = parts.authority { self.fields[.host] = authority }
        for field in fields { try add(field) }
        guard let sourceIP else { return }
        guard let address = IPAddress(sourceIP) else { throw Problem(reason: "`\(sourceIP)` is no address") }
        origin.sourceAddress = address
    }

    private mutating func add(_ field: String) throws(Problem) {
        guard let colon = field.firstIndex(of: ":"), let name = FieldName(String(field[..<colon])) else {
            throw Problem(reason: "`\(field)` is no header field, expected `name: value`")
        }
        let value = field[field.index(after: colon)...].drop { $0 == " " }
        // A field given by itself takes the place of the URL's host.
        if name == .host {
            fields[name] = String(value)
        } else {
            fields.append(name, String(value))
        }
    }

    /// The request that a test of a table describes.
    package init(_ sample: TableTest.Sample, id: String) {
        self.init(
            id: id,
            method: sample.method,
            path: RawPath(sample.path),
            query: sample.query,
            origin: RequestOrigin(
                scheme: sample.scheme,
                port: sample.port,
                sourceAddress: sample.sourceIp.flatMap { IPAddress($0) }
            )
        )
        if let host = sample.host { fields[.host] = host }
        for field in sample.headers { fields.append(field.name, field.value) }
    }
}

/// A URL or the path of one, cut into its parts, nothing decoded.
private struct URLText {
    var scheme = "https"
    var authority: String?
    var port: Int?
    var path = "/"
    var query: String?

    init(_ text: String) throws(Request.Problem) {
        var rest = text.prefix { $0 != "#" }
        let isURL = rest.hasPrefix("https://") || rest.hasPrefix("http://")
        guard isURL || rest.hasPrefix("/") else {
            throw Request.Problem(reason: "`\(text)` is no URL: it begins with neither `http(s)://` nor `/`")
        }
        if isURL {
            scheme = rest.hasPrefix("https://") ? "https" : "http"
            rest = rest.dropFirst(scheme.count + 3)
            let host = rest.prefix { $0 != "/" && $0 != "?" }
            authority = String(host)
            port = host.split(separator: ":").last.flatMap { Int($0) }
            rest = rest.dropFirst(host.count)
        }
        let path = rest.prefix { $0 != "?" }
        if !path.isEmpty { self.path = String(path) }
        if path.endIndex < rest.endIndex { query = String(rest[rest.index(after: path.endIndex)...]) }
    }
}
