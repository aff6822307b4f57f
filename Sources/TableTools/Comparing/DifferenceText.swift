extension TableDifference {
    /// As a person reads it on a terminal.
    package func text(_ style: Style) -> String {
        guard !isEmpty else { return "no difference\n" }
        var lines: [String] = []
        if !(added + removed + reordered).isEmpty || !changed.isEmpty { lines.append(style.strong("routes")) }
        lines += added.map { "  \(style.good("+ \($0)"))" }
        lines += removed.map { "  \(style.bad("- \($0)"))" }
        lines += reordered.map { "  \(style.open("↕ \($0)"))  is tried in another place" }
        for (route, changes) in changed {
            lines.append("  \(style.open("~ \(route)"))")
            lines += changes.flatMap { TableDifference.lines($0, indent: "      ", style) }
        }
        for (title, changes) in [("backends", backends), ("settings", settings)] where !changes.isEmpty {
            lines.append(style.strong(title))
            lines += changes.flatMap { TableDifference.lines($0, indent: "  ", style) }
        }
        if !moved.isEmpty { lines.append(style.strong("requests that end in another way")) }
        for request in moved {
            lines.append("  \(request.request.printable)")
            lines.append("    \(style.bad("-")) \(request.old.printable)")
            lines.append("    \(style.good("+")) \(request.new.printable)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(_ change: Change, indent: String, _ style: Style) -> [String] {
        [
            change.old.map { "\(indent)\(style.bad("-")) \(change.key): \($0)" },
            change.new.map { "\(indent)\(style.good("+")) \(change.key): \($0)" },
        ].compactMap { $0 }
    }

    /// Markdown, for the comment of a pull request.
    package var markdown: String {
        guard !isEmpty else { return "**Routes**: no difference.\n" }
        var text = "### What this change of routes does\n"
        if !moved.isEmpty {
            text += "\n| request | before | after |\n|---|---|---|\n"
            for request in moved {
                let cells = ["`\(request.request)`", request.old, request.new]
                text += "| " + cells.map(TableDifference.cell).joined(separator: " | ") + " |\n"
            }
        }
        let lists = [("added", added), ("removed", removed), ("tried in another place", reordered)]
        for (title, names) in lists where !names.isEmpty {
            text += "\nRoutes \(title): " + names.map { "`\($0)`" }.joined(separator: ", ") + "\n"
        }
        let changes = plain
        guard !changes.isEmpty else { return text }
        return text + "\n<details><summary>What changed in the table</summary>\n\n```diff\n" + changes
            + "```\n\n</details>\n"
    }

    /// What changed in routes, backends and settings, as a patch without places.
    private var plain: String {
        var lines: [String] = []
        let groups =
            changed.map { ("route \($0.route)", $0.changes) } + [
                ("backends", backends), ("settings", settings),
            ]
        for (title, changes) in groups where !changes.isEmpty {
            lines.append("@@ \(title) @@")
            lines += changes.flatMap { TableDifference.lines($0, indent: "", .plain) }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func cell(_ text: String) -> String {
        text.printable.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    /// For other programs.
    package var json: String {
        let names = { (names: [String]) in Printed.list(names.map { .scalar($0, isPlain: false) }) }
        let changes = { (changes: [Change]) in Printed.list(changes.map(TableDifference.printed)) }
        return Printed.map([
            Printed.Member(name: "added", value: names(added)),
            Printed.Member(name: "removed", value: names(removed)),
            Printed.Member(name: "reordered", value: names(reordered)),
            Printed.Member(
                name: "changed",
                value: .list(
                    changed.map {
                        .map([
                            Printed.Member(name: "route", value: .scalar($0.route, isPlain: false)),
                            Printed.Member(name: "changes", value: changes($0.changes)),
                        ])
                    }
                )
            ),
            Printed.Member(name: "backends", value: changes(backends)),
            Printed.Member(name: "settings", value: changes(settings)),
            Printed.Member(
                name: "requests",
                value: .list(
                    moved.map {
                        TableDifference.printed([("request", $0.request), ("old", $0.old), ("new", $0.new)])
                    }
                )
            ),
        ]).json
    }

    private static func printed(_ change: Change) -> Printed {
        printed([("key", change.key), ("old", change.old), ("new", change.new)])
    }

    private static func printed(_ members: [(String, String?)]) -> Printed {
        .map(
            members.map { name, value in
                Printed.Member(name: name, value: .scalar(value ?? "null", isPlain: value == nil))
            }
        )
    }
}
