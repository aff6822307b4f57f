import ArgumentParser
import FrontEnds
import LocalGateway
import NIOPosix
import Routing

struct LocalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "local",
        abstract:
            "Serve a table on 127.0.0.1: the front end and the Runtime API played, the real bootstrap run.",
        discussion: """
            Examples:
              switchyard local routes/example.yml
              switchyard local routes/example.yml --front-end rest --port 0

            One line tells of each request: what was asked, the answer's status, the route, the backend, the time.
            """
    )

    @Argument(help: "The table of routes.")
    var table: String

    @Option(help: "Which front end to play: http, http1, rest, url, alb, albMultiValue or lattice.")
    var frontEnd: FrontEnd = .http

    @Option(help: "The port on 127.0.0.1; 0 is a free one.")
    var port: UInt16 = 8080

    @OptionGroup var runtime: BootstrapOptions

    @Option(
        help: ArgumentHelp(
            "Also run a sample backend, as `switchyard sample-backend` does.",
            valueName: "name=port"
        )
    )
    var sampleBackend: [SampleAddress] = []

    @Flag(help: "Show every line of the bootstrap's log as it is.")
    var verbose = false

    func run() async throws {
        let path = try BootstrapOptions.absolute(table)
        let session = LocalSession(
            table: path,
            files: TableWatch(files: try checkedFiles()),
            settings: GatewaySettings(
                frontEnd: frontEnd,
                functionTimeout: .seconds(runtime.functionTimeout)
            ),
            port: Int(port),
            bootstrap: runtime.path,
            isVerbose: verbose
        )
        do {
            try await SampleAddress.serving(sampleBackend[...]) { try await session.run() }
        } catch let problem as ChildProcess.StartError {
            throw ValidationError(
                "\(problem); build it with `swift build --product bootstrap`, or give --bootstrap"
            )
        }
    }

    /// The files that the table consists of; one with errors is not served.
    private func checkedFiles() throws -> [String] {
        do throws(RejectedTable) {
            let loaded = try RouteTable.load(path: table, variables: Variables(ChildEnvironment.current))
            Terminal.findings(loaded.warnings)
            return loaded.files
        } catch {
            Terminal.findings(error.diagnostics)
            throw ExitCode(1)
        }
    }
}

extension FrontEnd: ExpressibleByArgument {}
