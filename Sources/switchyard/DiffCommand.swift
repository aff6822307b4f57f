import ArgumentParser
import Routing
import TableTools

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say what a change of a table does: to its routes, and to requests at their borders.",
        discussion: """
            Examples:
              switchyard diff routes.yml new-routes.yml
              git show main:routes.yml > /tmp/old.yml; switchyard diff /tmp/old.yml routes.yml --format github

            Ends with 0, with --exit-code with 1 where there is a difference. A table with errors ends it with 1.
            """
    )

    @Argument(help: "The table as it was.")
    var old: String

    @Argument(help: "The table as it is to be.")
    var new: String

    @Option(help: "How it is printed: text, json, or github for the comment of a pull request.")
    var format: FindingsFormat = .text

    @Flag(help: "End with 1 where there is a difference.")
    var exitCode = false

    @Flag(help: "Show what variables hold, not their names.")
    var reveal = false

    @OptionGroup var variables: VariableOptions

    func run() throws {
        let variables = try variables.read()
        let difference = TableDifference(from: try side(old, variables), to: try side(new, variables))
        switch format {
        case .text: Terminal.text(difference.text(Terminal.style))
        case .json: Terminal.text(difference.json)
        case .github: Terminal.text(difference.markdown)
        }
        if exitCode, !difference.isEmpty { throw ExitCode(1) }
    }

    private func side(_ path: String, _ variables: Variables) throws -> TableDifference.Side {
        let table = try Loaded.table(try TablePaths.single(path), variables)
        return TableDifference.Side(
            table,
            EffectiveTable(table, variables: variables, reveals: reveal),
            reveal ? .none : Secrecy(of: table, variables: variables)
        )
    }
}
