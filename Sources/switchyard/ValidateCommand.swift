import ArgumentParser
import Routing

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check tables of routes: every problem, with its place, its line and what to do.",
        discussion: """
            Examples:
              switchyard validate routes/example.yml
              switchyard validate routes --format github
              switchyard validate routes.yml --set GITHUB_WEBHOOK_SECRET=x

            Ends with 0 where the tables hold, with 1 where they do not.
            """
    )

    @Argument(help: "Tables, or folders with tables (*.yml, *.yaml; *.test.yml are read with their tables).")
    var tables: [String]

    @OptionGroup var variables: VariableOptions

    @Option(help: "How problems are printed: text, json or github.")
    var format: FindingsFormat = .text

    func run() throws {
        let paths = try tables.flatMap { try TablePaths.named($0) }
        let variables = try variables.read()
        var problems = 0
        var diagnostics: [Diagnostic] = []
        // What an included file has wrong is said once, not once for each table that includes it.
        func add(_ found: [Diagnostic]) { diagnostics += found.filter { !diagnostics.contains($0) } }
        for path in paths {
            do throws(RejectedTable) {
                add(try RouteTable.load(path: path, variables: variables).warnings)
            } catch {
                add(error.diagnostics)
                problems += 1
            }
        }
        Terminal.text(format.text(for: diagnostics))
        if format == .text {
            let tables = paths.count == 1 ? "1 table" : "\(paths.count) tables"
            Terminal.line(problems == 0 ? "\(tables) checked" : "\(tables) checked, \(problems) with errors")
        }
        if problems > 0 { throw ExitCode(1) }
    }
}
