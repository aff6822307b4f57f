import Messages

/// Where the client sent its request: scheme, host and port as the front end tells.
struct PublicOrigin {
    let scheme: String
    /// Without port; nil where the request names none.
    let host: String?
    let port: Int

    init(_ selection: Selection) {
        let request = selection.subject.request
        scheme = request.origin.scheme
        host = selection.subject.host.flatMap { RequestHost.isAuthority($0.utf8.span) ? $0 : nil }
        port = request.publicPort
    }

    static func defaultPort(of scheme: String) -> Int { scheme == "http" ? 80 : 443 }

    /// `scheme://host:port`, the port left out where it is the scheme's own; empty without a host.
    static func text(_ scheme: String, _ host: String?, _ port: Int) -> String {
        guard let host else { return "" }
        return "\(scheme)://\(host)" + (port == defaultPort(of: scheme) ? "" : ":\(port)")
    }

    var text: String { PublicOrigin.text(scheme, host, port) }
}

extension String {
    /// A path that no client takes for a host: at its beginning one slash, not two.
    var withOneLeadingSlash: String {
        guard utf8.starts(with: "//".utf8) else { return self }
        return "/" + String(Substring(utf8.drop { $0 == UInt8(ascii: "/") }))
    }
}
