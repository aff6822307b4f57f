/// An answer that sends the client elsewhere; what is nil is the request's own.
package struct Redirect: Sendable {
    package var scheme: BackendURL.Scheme?
    package var host: Template?
    package var port: Int?
    /// 301, 302, 303, 307 or 308.
    package var status: Int

    package init(scheme: BackendURL.Scheme? = nil, host: Template? = nil, port: Int? = nil, status: Int = 302)
    {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.status = status
    }
}
