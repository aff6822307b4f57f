import ArgumentParser
import Routing
import TableTools

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check tables of routes: every problem, with its place, its line and what to do.",
        discussion: """
            Examples:
              switchyard validate routes/example.yml
              switchyard validate routes --format github
              switchyard validate routes.yml --set GITHUB_WEBHOOK_SECRET=x
              switchyard validate routes.yml --front-end http --function-timeout 30s

            Ends with 0 where the tables hold, with 1 where they do not.
            """
    )

    @Argument(help: "Tables, or folders with tables (*.yml, *.yaml; *.test.yml are read with their tables).")
    var tables: [String]

    @OptionGroup var variables: VariableOptions

    @Option(help: "Where the table will run, to hold it against the limits there: rest, http, url or alb.")
    var frontEnd: FrontEndLimits?

    @Option(help: ArgumentHelp("The function's time-out, to hold the routes' against it.", valueName: "30s"))
    var functionTimeout: DurationArgument?

    @Option(help: "How problems are printed: text, json or github.")
    var format: FindingsFormat = .text

    func run() throws {
        let paths = try tables.flatMap { try TablePaths.named($0) }
        let variables = try variables.read()
        let placement = PlacementCheck(functionTimeout: functionTimeout?.duration, frontEnd: frontEnd)
        var problems = 0
        var diagnostics: [Diagnostic] = []
        // What an included file has wrong is said once, not once for each table that includes it.
        func add(_ found: [Diagnostic]) { diagnostics += found.filter { !diagnostics.contains($0) } }
        for path in paths {
            do throws(RejectedTable) {
                let table = try RouteTable.load(path: path, variables: variables)
                let found = placement.findings(in: table)
                add(table.warnings + found)
                for file in TablePaths.testFiles(beside: path) {
                    _ = try TableTest.load(path: file, variables: variables)
                }
                if found.contains(where: { $0.severity == .error }) { problems += 1 }
            } catch {
                add(error.diagnostics)
                problems += 1
            }
        }
        Terminal.text(format.text(for: diagnostics, Terminal.style))
        if format == .text {
            let tables = paths.count == 1 ? "1 table" : "\(paths.count) tables"
            Terminal.line(problems == 0 ? "\(tables) checked" : "\(tables) checked, \(problems) with errors")
        }
        if problems > 0 { throw ExitCode(1) }
    }
}

extension FrontEndLimits: ExpressibleByArgument {}

/// A duration as tables write it, such as `30s`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = DurationText.parse(argument) else { return nil }
        self.duration = duration
    }
}
