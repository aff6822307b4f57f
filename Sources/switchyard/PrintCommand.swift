import ArgumentParser
import Routing
import TableTools

struct PrintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Print a table as it works: includes merged, defaults applied, routes in the order tried.",
        discussion: """
            Examples:
              switchyard print routes/prod.yml
              switchyard print routes.yml --sort specificity --format json

            What is printed is a table again. `${NAME}` stays as it is unless --reveal asks for what it holds.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case yaml, json
    }

    @Argument(help: "The table of routes.")
    var table: String

    @Option(help: "The order of the routes: file or specificity; default: the table's own.")
    var sort: MatchOrder?

    @Option(help: "How it is printed: yaml or json.")
    var format: Format = .yaml

    @Flag(help: "Show what variables and secrets hold.")
    var reveal = false

    @OptionGroup var variables: VariableOptions

    func run() throws {
        let variables = try variables.read()
        let loaded = try Loaded.table(try TablePaths.single(table), variables)
        let effective = EffectiveTable(loaded, variables: variables, reveals: reveal, order: sort)
        Terminal.text(format == .yaml ? effective.printed.yaml : effective.printed.json)
    }
}

extension MatchOrder: ExpressibleByArgument {}
