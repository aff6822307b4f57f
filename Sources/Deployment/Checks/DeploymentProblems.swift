import Routing

/// What is wrong with a deployment: its package, its time-outs, its modes.
extension Diagnostic {
    static func uncheckedConfiguration(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .uncheckedConfiguration,
            "the framework would only warn of a key that it does not know",
            at: place,
            fix: "write `configValidationMode: error`"
        )
    }

    static func oldPackage(_ key: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .oldPackage,
            "`package.artifact` ships a zip as it was made some day, with the table of that day",
            at: key.place,
            fix: "name the table under `package.patterns`"
        )
    }

    static func otherArchitecture(_ node: Node, _ other: String, _ architecture: String) -> Diagnostic {
        Diagnostic(
            .error,
            .noArtifact,
            "the layer is for \(other), and the function runs on \(architecture)",
            at: node.place,
            fix: "name the artifact by `${self:custom.env.architecture}`"
        )
    }

    static func noArtifact(_ path: String, _ architecture: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .noArtifact,
            "`\(path)` is not there: the layer has no `bootstrap` for \(architecture)",
            at: node.place,
            fix: architecture == "arm64"
                ? "build it with `make package-arm64`"
                : "build it with `make package`, or put a release's there"
        )
    }

    static func noTable(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .noTable,
            "the function has no `ROUTES`",
            at: place,
            fix: "write `environment: {ROUTES: \"routes/${sls:stage}.yml\"}`"
        )
    }

    static func notPackaged(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .notPackaged,
            "`\(name)` is not in the function's package",
            at: node.place,
            fix: "add its folder to `package.patterns`"
        )
    }

    static func includeNotPackaged(_ path: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .notPackaged,
            "`\(path)`, which the table includes, is not in the function's package",
            at: node.place,
            fix: "add it to `package.patterns`"
        )
    }

    static func variableNotGiven(_ unset: Diagnostic) -> Diagnostic {
        Diagnostic(
            .error,
            .unsetVariable,
            "\(String(decoding: unset.place.text, as: UTF8.self)) is no variable of the function",
            at: unset.place,
            fix: "add it to `variables` in the environment's file"
        )
    }

    static func noFunctionTimeout(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .functionTimeout,
            "the function has no `timeout`, so that it ends after 6 s",
            at: place,
            fix: "give it one above the longest route"
        )
    }

    static func functionTimeout(_ node: Node, milliseconds: Int, _ place: Place?) -> Diagnostic {
        Diagnostic(
            .error,
            .functionTimeout,
            "the function may take \(node.shown) s, and its front end waits \(milliseconds) ms",
            at: node.place,
            fix: "make it less",
            related: place.map { [Related("the front end's limit stands here", at: $0)] } ?? []
        )
    }

    static func linkTimeout(_ node: Node, limit: Int) -> Diagnostic {
        Diagnostic(
            .error,
            .functionTimeout,
            "an integration of \(node.shown) ms, and API Gateway waits \(limit) ms at most",
            at: node.place,
            fix: "make it less"
        )
    }

    static func routeTimeout(_ route: Route, _ longest: Duration, margin: Duration, _ node: Node)
        -> Diagnostic
    {
        Diagnostic(
            .error,
            .routeTimeout,
            "the route `\(route.name)` may take \(longest), and the function ends after \(node.shown) s",
            at: route.place,
            fix: "give the function more time, or the route less; \(margin) are kept for the answer",
            related: [Related("the function's timeout stands here", at: node.place)]
        )
    }

    static func responseMode(
        _ setting: String,
        functionStreams: Bool,
        at place: Place,
        frontEnd: Place
    ) -> Diagnostic {
        Diagnostic(
            .error,
            .responseMode,
            functionStreams
                ? "the function streams, and its front end waits for the whole answer"
                : "the front end streams, and the function answers at once",
            at: place,
            fix: functionStreams
                ? "write `\(setting)` there" : "write `RESPONSE_MODE: streaming`, or remove `\(setting)`",
            related: [Related("the front end stands here", at: frontEnd)]
        )
    }

    static func httpAPIStreams(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .responseMode,
            "the function streams, and an HTTP API can't",
            at: place,
            fix: "write `RESPONSE_MODE: buffered`"
        )
    }

    static func sampleValue(_ node: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .sampleValue,
            "`\(node.shown)` is the sample's value",
            at: node.place,
            fix: "put yours in its place"
        )
    }
}
