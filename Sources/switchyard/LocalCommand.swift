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
              switchyard local routes/prod.yml --backend orders=http://127.0.0.1:9000
              switchyard local routes.yml --front-end url --response-mode streaming

            One line tells of each request: what was asked, the answer's status, the route, the backend, the time.
            """
    )

    @Argument(help: "The table of routes.")
    var table: String

    @Option(help: "Which front end to play: http, http1, rest, url, alb, albMultiValue or lattice.")
    var frontEnd: FrontEnd = .http

    @Option(help: "The port on 127.0.0.1; 0 is a free one.")
    var port: UInt16 = 8080

    @Option(
        help: ArgumentHelp(
            "Another address for a backend of the table; may be repeated.",
            valueName: "name=url"
        )
    )
    var backend: [BackendOverride] = []

    @Option(help: ArgumentHelp("How many requests the bootstrap handles side by side.", valueName: "slots"))
    var concurrency = 1

    @Option(help: "Whether answers go to the client as they arrive: buffered, or streaming (url and rest).")
    var responseMode: ResponseMode = .buffered

    @OptionGroup var given: ValueOptions

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

    func validate() throws {
        guard (1...1600).contains(concurrency) else { throw ValidationError("--concurrency is 1 to 1600") }
        guard responseMode == .buffered || frontEnd == .url || frontEnd == .rest else {
            throw ValidationError("--response-mode streaming is for --front-end url and rest")
        }
    }

    func run() async throws {
        let served = try ServedTable(
            try TablePaths.single(table),
            values: try given.read(),
            overrides: backend
        )
        defer { served.remove() }
        let session = LocalSession(
            served: served,
            files: TableWatch(files: try checkedFiles(served)),
            settings: GatewaySettings(frontEnd: frontEnd, functionTimeout: runtime.functionTimeout),
            slots: concurrency,
            streams: responseMode == .streaming,
            port: Int(port),
            bootstrap: runtime.path,
            isVerbose: verbose
        )
        do {
            try await SampleAddress.serving(sampleBackend[...]) { try await session.run() }
        } catch let problem as ChildProcess.StartError {
            throw WrongUsage(
                "\(problem); build it with `swift build --product bootstrap`, or give --bootstrap"
            )
        }
    }

    /// The files that the table consists of; one with errors is not served.
    private func checkedFiles(_ served: ServedTable) throws -> [String] {
        do {
            let loaded = try served.read()
            Terminal.findings(loaded.warnings)
            return loaded.files
        } catch let error as RejectedTable {
            Terminal.findings(error.diagnostics)
            throw ExitCode(1)
        }
    }
}

/// What `RESPONSE_MODE` says.
enum ResponseMode: String, ExpressibleByArgument, CaseIterable {
    case buffered, streaming
}

extension FrontEnd: ExpressibleByArgument {}
