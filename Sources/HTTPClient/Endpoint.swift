/// Where a request is sent, and how it is protected: the key under which connections are kept.
package struct Endpoint: Sendable {
    /// A name, an IPv4 address or an IPv6 address without brackets.
    package let host: String
    /// 1 to 65535.
    package let port: Int
    /// How the connection is protected; nil for plain HTTP.
    package let tls: TLSSettings?

    package init(host: String, port: Int, tls: TLSSettings? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }

    /// Whether the port is the scheme's own, which a `Host` field leaves out (RFC 9110 section 4.2).
    package var hasDefaultPort: Bool { port == (tls == nil ? 80 : 443) }

    /// The value of `Host`: an IPv6 address in brackets, the port unless it is the scheme's own.
    package var authority: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return hasDefaultPort ? name : "\(name):\(port)"
    }

    /// The name that the peer's certificate must bear.
    var certificateName: String { tls?.serverName ?? host }
}

extension Endpoint: Hashable {
    /// Host and port tell nearly all endpoints apart; the rest is left to the comparison.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(host)
        hasher.combine(port)
    }
}

extension Endpoint: CustomStringConvertible {
    package var description: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(tls == nil ? "http" : "https")://\(name):\(port)"
    }
}
