/// What is wrong between the parts of a table.
extension Diagnostic {
    static func unreadableFile(_ path: String, _ reason: String, at place: Place) -> Diagnostic {
        Diagnostic(.error, .unreadableFile, "`\(path)` can't be read: \(reason)", at: place)
    }

    static func includesNothing(_ node: Node) -> Diagnostic {
        Diagnostic(.error, .unreadableFile, "`\(node.shown)` names no file", at: node.problemPlace)
    }

    static func rootOnly(_ key: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .rootOnly,
            "`\(key.shown)` in a file that is included, expected only in the root",
            at: key.place,
            fix: "move it to the file that includes this one"
        )
    }

    static func emptyName(_ noun: String, _ node: Node) -> Diagnostic {
        Diagnostic(.error, .missingKey, "a \(noun)'s name is empty", at: node.problemPlace)
    }

    static func unknownBackend(_ node: Node, among names: [String]) -> Diagnostic {
        let nearest = Suggestion.nearest(to: node.text ?? "", among: names)
        return Diagnostic(
            .error,
            .unknownBackend,
            "there is no backend `\(node.shown)`",
            at: node.problemPlace,
            fix: nearest.map { "did you mean `\($0)`?" } ?? "add it under `backends`"
        )
    }

    static func allWeightsZero(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .allWeightsZero,
            "all weights are 0, so that no request could go anywhere",
            at: node.place,
            fix: "give one of them a weight"
        )
    }

    static func tlsWithoutHTTPS(_ key: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .conflictingKeys,
            "`tls` in a backend without an https endpoint",
            at: key.place,
            fix: "begin the URL with `https://`, or remove `tls`"
        )
    }

    static func ejectOfOne(_ key: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .noEffect,
            "`eject` in a backend with one endpoint, which is never left out",
            at: key.place,
            fix: "add an endpoint, or remove it"
        )
    }

    static func noURL(_ problem: BackendURLProblem, _ node: Node) -> Diagnostic {
        let url =
            !node.variables.isEmpty ? "what `\(node.shown)` holds" : "the URL `\(node.shown)`"
        return Diagnostic(
            .error,
            .invalidURL,
            "\(url) \(problem.reason)",
            at: node.problemPlace,
            fix: "write `http://host:port/path`"
        )
    }

    static func noPath(_ node: Node, _ reason: String) -> Diagnostic {
        let path =
            !node.variables.isEmpty
            ? "what `\(node.shown)` holds" : "the path `\(node.shown)`"
        return Diagnostic(.error, .invalidPath, "\(path) \(reason)", at: node.problemPlace)
    }

    static func queryInPath(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidPath,
            "a `?` or `#` in a path",
            at: place,
            fix: "put a query under `query`, or write `%3F` or `%23`"
        )
    }

    static func unknownGroup(_ number: Int, count: Int, _ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .unknownCapture,
            "`{\(number)}` names a group, but the regex has \(count)",
            at: node.problemPlace
        )
    }

    static func parameterNamedTwice(_ node: Node, first: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .parameterNamedTwice,
            "a second action for the parameter `\(node.shown)`",
            at: node.problemPlace,
            fix: "keep one of them",
            related: [Related("the first action stands here", at: first.place)]
        )
    }

    static func backendRequestOverRequest(_ attempt: Node, _ all: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .backendRequestOverRequest,
            "`backendRequest` is `\(attempt.shown)`, longer than all attempts together may take",
            at: attempt.problemPlace,
            fix: "make `request` at least as long",
            related: [Related("`request` is `\(all.shown)` here", at: all.problemPlace)]
        )
    }

    static func credentialsForAnyOrigin(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .conflictingKeys,
            "`allowCredentials` with the origin `*`, which browsers refuse",
            at: node.place,
            fix: "name the origins"
        )
    }

    static func portInRedirectHost(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidHost,
            "`\(node.shown)` has a port, expected a host alone",
            at: node.problemPlace,
            fix: "put the port under `port`"
        )
    }

    static func redirectToItself(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .missingKey,
            "a redirect that changes nothing sends the client round in circles",
            at: node.place,
            fix: "give `scheme`, `host`, `port` or `path`"
        )
    }

    static func keyWithoutEffect(_ key: Node, beside action: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .noEffect,
            "`\(key.shown)` has no effect beside `\(action.shown)`, which asks no backend",
            at: key.place,
            fix: "remove it"
        )
    }

    static func replacePrefixWithoutPrefix(_ key: Node, match: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .replacePrefix,
            "`replacePrefix` where the path is not matched by a prefix",
            at: key.place,
            fix: "match by `path: {prefix: …}`",
            related: [Related("this has no prefix", at: match.place)]
        )
    }

    static func unknownCapture(
        _ capture: Template.CaptureUse,
        _ node: Node,
        names: Set<String>,
        lacking: [Node]
    ) -> Diagnostic {
        let isMade = names.contains(capture.name)
        let nearest = isMade ? nil : Suggestion.nearest(to: capture.name, among: names.sorted())
        let made = names.sorted().map { "`{\($0)}`" }.joined(separator: ", ")
        let known = names.isEmpty || isMade ? nil : "the match makes \(made)"
        return Diagnostic(
            .error,
            .unknownCapture,
            isMade
                ? "not every alternative of the match makes the capture `\(capture.name)`"
                : "the match makes no capture `\(capture.name)`",
            at: node.place(of: capture.offset..<capture.offset + capture.name.utf8.count + 2),
            fix: nearest.map { "did you mean `{\($0)}`?" } ?? known,
            related: lacking.map { Related("this does not make it", at: $0.place) }
        )
    }

    static func noRegex(_ problem: RegexProblem, _ node: Node) -> Diagnostic {
        let end = node.text?.utf8.count ?? 0
        let start = min(problem.offset, end)
        return Diagnostic(
            .error,
            .invalidRegex,
            "the regex does not compile: \(problem.message)",
            at: end == 0 ? node.problemPlace : node.place(of: start..<min(start + 1, end))
        )
    }
}
