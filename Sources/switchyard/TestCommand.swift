import ArgumentParser
import Routing
import TableTools

struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests in and beside tables, and say which routes none of them reaches.",
        discussion: """
            Examples:
              switchyard test routes/example.yml
              switchyard test routes --min-coverage 100 --junit report.xml
              switchyard test routes.yml more.test.yml

            Beside `routes.yml` stand `routes.test.yml` and `routes.*.test.yml`. Ends with 0 where every test passes.
            """
    )

    @Argument(
        help: "Tables, folders with tables, and files of tests (*.test.yml) for the tables that are named."
    )
    var tables: [String]

    @Option(help: ArgumentHelp("The least share of routes that tests reach.", valueName: "percent"))
    var minCoverage: Int = 0

    @Option(help: ArgumentHelp("Write the results as JUnit's XML.", valueName: "file"))
    var junit: String?

    @Option(help: "How failures are printed: text, json or github.")
    var format: FindingsFormat = .text

    @OptionGroup var variables: VariableOptions

    func validate() throws {
        guard (0...100).contains(minCoverage) else { throw ValidationError("--min-coverage is 0 to 100") }
    }

    func run() throws {
        let variables = try variables.read()
        let report = TestReport(try runs(variables), leastCoverage: minCoverage)
        switch format {
        case .text: Terminal.text(report.text(Terminal.style))
        case .json, .github: Terminal.text(format.text(for: report.annotations))
        }
        if let junit {
            do throws(FileOutput.Problem) { try FileOutput.write(report.junit, to: junit) } catch {
                throw WrongUsage("`\(junit)` can't be written: \(error.reason)")
            }
        }
        if !report.isGood { throw ExitCode(1) }
    }

    private func runs(_ variables: Variables) throws -> [TestRun] {
        let testFiles = tables.filter(TablePaths.isTestFile)
        for file in testFiles { _ = try Loaded.bytes(file) }
        var paths = try tables.filter { !TablePaths.isTestFile($0) }.flatMap { try TablePaths.named($0) }
        var everyones = testFiles
        if paths.isEmpty {
            paths = try testFiles.map { try TablePaths.table(beside: $0) }
            everyones = []
        }
        var rejected: [Diagnostic] = []
        var runs: [TestRun] = []
        for path in paths.enumerated().filter({ paths.firstIndex(of: $1) == $0 }).map(\.element) {
            do throws(RejectedTable) {
                let table = try RouteTable.load(path: path, variables: variables)
                var others: [TableTest] = []
                let beside = TablePaths.testFiles(beside: path)
                for file in beside + everyones.filter({ !beside.contains($0) }) {
                    let number = table.tests.count + others.count + 1
                    others += try TableTest.load(path: file, from: number, variables: variables)
                }
                let secrecy = Secrecy(of: table, variables: variables)
                runs.append(TestRun(of: table, and: others, secrecy: secrecy))
            } catch {
                rejected += error.diagnostics.filter { !rejected.contains($0) }
            }
        }
        guard rejected.isEmpty else {
            Terminal.findings(rejected)
            throw ExitCode(1)
        }
        return runs
    }
}
