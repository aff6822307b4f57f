package import HTTPTypes
package import Messages

/// What a match looks at: a request with its canonical path, and what is computed from it once.
package struct Subject: Sendable {
    package let request: Request
    package let path: CanonicalPath
    /// The method that routes are matched with: the request's, or the one that a CORS preflight asks for.
    package let method: HTTPRequest.Method
    /// The host without port and trailing dot, in lower case; nil where the request names none.
    package let host: String?

    package init(_ request: Request, path: CanonicalPath, method: HTTPRequest.Method? = nil) {
        self.request = request
        self.path = path
        self.method = method ?? request.method
        host = RequestHost.name(of: request)
    }
}

/// The host that a request is for.
enum RequestHost {
    /// The `Host` field's name, else the front end's domain, in the form that hosts are compared in.
    static func name(of request: Request) -> String? {
        for field in request.fields where field.name.canonicalName == "host" {
            return canonical(field.value)
        }
        return request.origin.domainName.map(canonical)
    }

    /// A `Host` value without port and trailing dot, in lower case.
    static func canonical(_ authority: String) -> String {
        var end = nameEnd(authority.utf8.span)
        let bytes = authority.utf8.span
        if end > 0, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
        var isCanonical = end == bytes.count
        for index in 0..<end where (0x41...0x5a).contains(bytes[index]) { isCanonical = false }
        return isCanonical ? authority : String(Substring(authority.utf8.prefix(end))).lowercased()
    }

    /// Where the name ends and a port begins; brackets hold an IPv6 address and its colons.
    private static func nameEnd(_ bytes: Span<UInt8>) -> Int {
        var index = 0
        if bytes.count > 0, bytes[0] == UInt8(ascii: "[") {
            while index < bytes.count, bytes[index] != UInt8(ascii: "]") { index += 1 }
        }
        while index < bytes.count, bytes[index] != UInt8(ascii: ":") { index += 1 }
        return index
    }
}
