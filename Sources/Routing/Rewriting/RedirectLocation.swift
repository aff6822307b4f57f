import Messages

/// The `Location` of a redirect: what the table does not name is the request's own.
struct RedirectLocation {
    let text: String

    init(_ selection: Selection, _ redirect: Redirect, _ requests: RequestRewriting) throws(Refusal) {
        let values = selection.templateValues
        let origin = PublicOrigin(selection)
        let scheme = redirect.scheme?.rawValue ?? origin.scheme
        let host = try redirect.host.map { template throws(Refusal) in
            try RedirectLocation.host(template.text(values))
        }
        let port = redirect.port ?? RedirectLocation.port(scheme, origin)
        var path = try requests.path(for: selection, redirect.path, values).text
        if host == nil { path = selection.publicPrefix + path }
        let query = try selection.subject.request.query.map { query throws(Refusal) in
            "?" + (try TargetQuery.checked(query))
        }
        text = PublicOrigin.text(scheme, host ?? origin.host, port) + path.withOneLeadingSlash + (query ?? "")
    }

    /// The request's own port, unless it is that of a scheme which the redirect leaves.
    private static func port(_ scheme: String, _ origin: PublicOrigin) -> Int {
        origin.port == PublicOrigin.defaultPort(of: origin.scheme)
            ? PublicOrigin.defaultPort(of: scheme) : origin.port
    }

    private static func host(_ bytes: [UInt8]) throws(Refusal) -> String {
        guard RequestHost.isAuthority(bytes.span) else {
            throw .badRequest("the redirect's host would be none")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
