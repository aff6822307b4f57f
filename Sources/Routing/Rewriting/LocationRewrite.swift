import Messages

/// Turns a `Location` that points at the backend into one that points at the public side.
struct LocationRewrite {
    private let endpoint: BackendURL
    private let sentHost: String?
    private let origin: PublicOrigin
    private let publicPrefix: String
    /// The prefix that the match found, and what `replacePrefix` put in its place.
    private let replaced: (prefix: String, by: String)?

    init(_ selection: Selection, _ rewrite: PathRewrite?, _ endpoint: BackendURL, sentHost: String?) {
        self.endpoint = endpoint
        self.sentHost = sentHost
        origin = PublicOrigin(selection)
        publicPrefix = selection.publicPrefix
        if case .replacePrefix(let replacement) = rewrite, let prefix = selection.matchedPrefix {
            replaced = (prefix, replacement)
        } else {
            replaced = nil
        }
    }

    func apply(to fields: inout Fields) {
        guard let field = fields.first(.location), let text = rewritten(field.value) else { return }
        fields[fields: .location] = [Field(name: field.name, value: text)]
    }

    /// Nil where the location points elsewhere or is relative to the request's path.
    func rewritten(_ location: String) -> String? {
        let bytes = location.utf8
        if bytes.first == UInt8(ascii: "/"), !bytes.starts(with: "//".utf8) {
            return publicPath(location[...])
        }
        guard let (authority, rest) = LocationRewrite.split(location), isBackend(authority) else {
            return nil
        }
        let path = rest.utf8.first == UInt8(ascii: "/") ? rest : "/" + rest
        return origin.text + publicPath(path)
    }

    /// The authority of an absolute http URL, or of one without scheme, and what stands behind it.
    private static func split(_ location: String) -> (authority: Substring, rest: Substring)? {
        let scheme = location.prefix(8).lowercased()
        let start =
            scheme == "https://" ? 8 : scheme.hasPrefix("http://") ? 7 : scheme.hasPrefix("//") ? 2 : nil
        guard let start else { return nil }
        let tail = Substring(location.utf8.dropFirst(start))
        let end = tail.utf8.firstIndex { "/?#\\".utf8.contains($0) } ?? tail.endIndex
        return (tail[..<end], tail[end...])
    }

    /// Whether an authority is the endpoint's, or the `Host` that the backend was told is its own.
    private func isBackend(_ authority: Substring) -> Bool {
        let name = authority.lowercased()
        if let sentHost, name == sentHost.lowercased() { return true }
        let bracketed = endpoint.host.utf8.contains(UInt8(ascii: ":")) ? "[\(endpoint.host)]" : endpoint.host
        return name == endpoint.authority.lowercased() || name == "\(bracketed):\(endpoint.port)"
    }

    /// The public path for a backend's: its base path taken off, the replaced prefix put back.
    private func publicPath(_ location: Substring) -> String {
        let end =
            location.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
            ?? location.endIndex
        var path = location[..<end]
        let rest = location[end...]
        guard let below = LocationRewrite.below(endpoint.basePath, path) else {
            return String(location).withOneLeadingSlash
        }
        path = below
        if let replaced, let below = LocationRewrite.below(replaced.by, path) {
            path = replaced.prefix + below
            if path.isEmpty { path = "/" }
        }
        return (publicPrefix + path).withOneLeadingSlash + rest
    }

    /// What of a path lies below a prefix of whole segments, beginning with its slash or empty; nil for another path.
    private static func below(_ prefix: String, _ path: Substring) -> Substring? {
        guard !prefix.isEmpty else { return path }
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = path.utf8.dropFirst(prefix.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/") ? Substring(rest) : nil
    }
}
