package import HTTPTypes
package import Messages

/// What a match looks at: a request with its canonical path, and what is computed from it once.
///
/// A class, because it is handed on many times and holds much.
package final class Subject: Sendable {
    package let request: Request
    package let path: CanonicalPath
    /// The method that routes are matched with: the request's, or the one that a CORS preflight asks for.
    package let method: HTTPRequest.Method
    /// The host without port and trailing dot, in lower case; nil where the request names none.
    package let host: String?
    /// The host as the request has it.
    private let written: String?

    /// The host with its port, as it may stand in a header; nil where it is none.
    var authority: String? { written.flatMap(RequestHost.authority) }

    package init(_ request: Request, path: CanonicalPath, method: HTTPRequest.Method? = nil) {
        self.request = request
        self.path = path
        self.method = method ?? request.method
        written = RequestHost.written(in: request)
        host = written.map(RequestHost.canonical)
    }
}
