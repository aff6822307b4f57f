/// What is wrong with secrets, signatures, TLS and the answers of our own.
extension Diagnostic {
    static func plainTextSecret(_ node: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .plainTextSecret,
            "a secret stands in the table in plain text",
            at: node.place,
            fix: "use `${NAME}`, `secretsmanager://name` or `ssm://name`"
        )
    }

    static func emptySecret(_ node: Node) -> Diagnostic {
        let holder = !node.variables.isEmpty ? "what `\(node.shown)` holds" : "the secret"
        return Diagnostic(
            .error,
            .emptySecret,
            "\(holder) is empty: anybody could sign",
            at: node.problemPlace
        )
    }

    static func signedTimestampWithoutHeader(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .timestampHeader,
            "`{timestamp}` is signed, but no `timestampHeader` says where it stands",
            at: node.place,
            fix: "add `timestampHeader`"
        )
    }

    static func timestampNotSigned(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .timestampHeader,
            "the time in `\(node.shown)` is not signed, so that anybody can change it",
            at: node.problemPlace,
            fix: "add `{timestamp}` to `signed`"
        )
    }

    static func noSignedPart(at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidTemplate,
            "`signed` has a `{` that begins neither `{body}` nor `{timestamp}`",
            at: place
        )
    }

    static func bodyNotSigned(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidTemplate,
            "`signed` has no `{body}`, so that anybody could change the body",
            at: node.problemPlace,
            fix: "add `{body}`"
        )
    }

    static func unverifiedTLS(_ node: Node) -> Diagnostic {
        Diagnostic(
            .warning,
            .unverifiedTLS,
            "the backend's certificate is not checked: whoever answers is believed",
            at: node.place,
            fix: "name the backend's authority with `caFile`"
        )
    }

    static func keyWithoutCertificate(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .conflictingKeys,
            "`keyFile` means nothing without `certificateFile`",
            at: node.place,
            fix: "add `certificateFile`"
        )
    }

    static func captureInError(_ capture: Template.CaptureUse, _ node: Node) -> Diagnostic {
        let range = capture.offset..<capture.offset + capture.name.utf8.count + 2
        return Diagnostic(
            .error,
            .unknownCapture,
            "`{\(capture.name)}` in an answer of `errors`, where no route has made captures",
            at: node.place(of: range)
        )
    }

    static func noNamespace(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidNamespace,
            "`\(node.shown)` is no CloudWatch namespace",
            at: node.problemPlace,
            fix: "use letters, digits and `.-_/#: `, at most 255"
        )
    }

    static func noIdentitySource(_ node: Node, kinds: [String]) -> Diagnostic {
        let known = kinds.map { "`\($0).…`" }.joined(separator: ", ")
        return Diagnostic(
            .error,
            .unknownValue,
            "`\(node.shown)` is no source of an identity, expected one of \(known)",
            at: node.problemPlace
        )
    }

    static func noTestPath(_ node: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .invalidPath,
            "`\(node.shown)` is no path, expected a `/` at its beginning and no `?`",
            at: node.problemPlace,
            fix: "put what stands behind the `?` under `query`"
        )
    }
}
