/// Where the AppConfig agent hands out the table: a URL on this machine's own loopback.
struct AgentAddress: Equatable {
    /// The URL as it was given, for messages.
    let text: String
    let host: String
    let port: Int
    let target: String

    /// Nil where it is no `http://` URL with a path on the loopback.
    init?(_ url: String) {
        guard url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst("http://".count)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        var host = rest[..<slash]
        var port = 80
        if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
            guard let number = Int(host[host.index(after: colon)...]), (1...65535).contains(number) else {
                return nil
            }
            port = number
            host = host[..<colon]
        }
        switch host {
        // The name needs no lookup, which would cost threads.
        case "localhost", "127.0.0.1": self.host = "127.0.0.1"
        case "[::1]": self.host = "::1"
        default: return nil
        }
        self.port = port
        text = url
        target = String(rest[slash...])
    }
}
