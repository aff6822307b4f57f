/// An endpoint's URL in its parts.
package struct BackendURL: Sendable, Hashable {
    package enum Scheme: String, Sendable {
        case http, https

        package var defaultPort: Int { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    /// A name in lower case, an IPv4 address, or an IPv6 address without brackets.
    package let host: String
    /// 1 to 65535.
    package let port: Int
    /// What is put before every path, percent-encoded, without a slash at its end; empty for none.
    package let basePath: String
    /// The URL as the table writes it, so that `${NAME}` stays; what logs show.
    package let shown: String

    package init(scheme: Scheme, host: String, port: Int, basePath: String = "", shown: String? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.basePath = basePath
        let bracketed = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        let authority = port == scheme.defaultPort ? bracketed : "\(bracketed):\(port)"
        self.authority = authority
        self.shown = shown ?? "\(scheme.rawValue)://\(authority)\(basePath)"
    }

    /// The `Host` of requests: IPv6 in brackets, the port unless it is the scheme's own.
    package let authority: String
}

/// Why a text is no URL of a backend.
enum BackendURLProblem: Error {
    case scheme
    case userInfo
    case query
    case fragment
    case braces
    case port
    case host
    case path(String)

    /// To stand behind "the URL `…`".
    var reason: String {
        switch self {
        case .scheme: "begins with neither `http://` nor `https://`"
        case .userInfo: "holds user info"
        case .query: "holds a query"
        case .fragment: "holds a fragment"
        case .braces: "holds braces: an address can't depend on the request"
        case .port: "has a port that is none, expected 1 to 65535"
        case .host: "has a host that is none"
        case .path(let reason): "has a path that \(reason)"
        }
    }
}

/// A URL cut where RFC 3986 section 3 cuts it, nothing decoded.
struct URLParts {
    let scheme: BackendURL.Scheme
    let authority: Authority
    /// Empty, or beginning with a slash.
    let path: String
    /// Nil where there is no `?`.
    let query: String?

    init(_ text: String) throws(BackendURLProblem) {
        let lower = text.prefix(8).lowercased()
        guard
            let scheme: BackendURL.Scheme = lower.hasPrefix("https://")
                ? .https : lower.hasPrefix("http://") ? .http : nil
        else { throw .scheme }
        let rest = text.utf8.dropFirst(scheme == .https ? 8 : 7)
        if rest.contains(UInt8(ascii: "#")) { throw .fragment }
        if rest.contains(UInt8(ascii: "{")) || rest.contains(UInt8(ascii: "}")) { throw .braces }
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let host = rest[..<end]
        if host.contains(UInt8(ascii: "@")) { throw .userInfo }
        guard let authority = Authority(String(Substring(host))) else {
            throw URLParts.hasBadPort(host) ? .port : .host
        }
        let mark = rest[end...].firstIndex(of: UInt8(ascii: "?"))
        self.scheme = scheme
        self.authority = authority
        path = String(Substring(rest[end..<(mark ?? rest.endIndex)]))
        query = mark.map { String(Substring(rest[rest.index(after: $0)...])) }
    }

    private static func hasBadPort(_ host: Substring.UTF8View) -> Bool {
        guard let colon = host.lastIndex(of: UInt8(ascii: ":")) else { return false }
        return Authority(String(Substring(host[..<colon]))) != nil
    }
}
