extension RouteTable {
    /// Why a text can't be the URL of the single-URL mode.
    package struct NoURL: Error, Sendable, Hashable {
        /// To stand behind "URL ".
        package let reason: String
    }

    /// The table of the mode without a table: every request goes to exactly this URL, with the URL's path and query.
    ///
    /// Method, headers less `Host` and body are kept, and the answer stands in the `{"result": …}` envelope.
    package static func singleURL(_ text: String) throws(NoURL) -> RouteTable {
        let parts: URLParts
        do throws(BackendURLProblem) {
            parts = try URLParts(text)
        } catch {
            throw NoURL(reason: error.reason)
        }
        // A path of somebody else's making is not ours to normalise, but no space or control may break the request.
        guard (parts.path + (parts.query ?? "")).utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw NoURL(reason: "has a character that has to be percent-encoded")
        }
        let source = SourceText(name: "URL", text: text)
        let place = Place(wholeOf: source)
        let port = parts.authority.port ?? parts.scheme.defaultPort
        let url = BackendURL(scheme: parts.scheme, host: parts.authority.host, port: port)
        let backend = Backend(name: "url", place: place, endpoints: [BackendEndpoint(url: url)])
        let path = parts.path.isEmpty ? "/" : parts.path
        let rewrite = Rewrite(path: .exactly(path), query: .exactly(parts.query))
        var policies = Route.Policies()
        policies.response = .envelope
        let action = Route.Action.forward(Forward(targets: [Target(backend: backend)], rewrite: rewrite))
        let route = Route(name: "url", place: place, matches: [Match()], action: action, policies: policies)
        var table = RouteTable(routes: [route], backends: [backend])
        // What a path is like does not matter where it is thrown away.
        table.pathPolicy = PathPolicy(dotSegments: .resolve, encodedSlash: .keep, doubleSlash: .keep)
        var hash = SourceHash()
        hash.combine(source.bytes)
        table.hash = hash.text
        return table
    }
}
