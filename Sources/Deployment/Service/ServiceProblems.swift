import Routing

/// What is wrong with a service file before anything that it says is looked at.
extension Diagnostic {
    static func noServiceFile(_ path: String, _ reason: String, at place: Place) -> Diagnostic {
        Diagnostic(.error, .unreadableFile, "`\(path)` can't be read: \(reason)", at: place)
    }

    static func unresolved(_ written: String, stage: String, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .unresolvedVariable,
            "`\(written)` has no value in stage `\(stage)`",
            at: place,
            fix: "give it one in the environment's file, or a fallback behind a comma"
        )
    }

    static func unsetInShell(_ name: String, at place: Place) -> Diagnostic {
        Diagnostic(
            .warning,
            .unsetVariable,
            "the variable `\(name)` is not set: what stands here is not checked",
            at: place,
            fix: "set it in the shell that deploys, which stops without it"
        )
    }

    static func circularVariable(_ written: String, at place: Place) -> Diagnostic {
        Diagnostic(.error, .unresolvedVariable, "`\(written)` needs itself", at: place)
    }

    static func noText(_ written: String, at place: Place) -> Diagnostic {
        Diagnostic(
            .error,
            .wrongType,
            "`\(written)` is a list or a map, expected a text among others",
            at: place
        )
    }
}
