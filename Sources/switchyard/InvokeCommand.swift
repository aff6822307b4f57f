import ArgumentParser
import Glibc
import LocalGateway
import NIOPosix
import Routing

struct InvokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke",
        abstract: "Hand one event to the real bootstrap, and print its reply.",
        discussion: """
            Examples:
              switchyard invoke routes/example.yml --event event.json
              switchyard invoke routes.yml --event event.json --verbose 2>log.jsonl | jq .statusCode

            The reply goes to standard output as the bootstrap posts it, what it logs to standard error. Ends with 0
            where there is a reply, with 1 where the bootstrap reports an error, exits or is late.
            """
    )

    @Argument(help: "The table of routes.")
    var table: String

    @Option(help: ArgumentHelp("A front end's event, as a Lambda gets it.", valueName: "file"))
    var event: String

    @OptionGroup var given: ValueOptions

    @OptionGroup var runtime: BootstrapOptions

    @Flag(help: "Show every line of the bootstrap's log, not only its warnings and errors.")
    var verbose = false

    func run() async throws {
        let table = try TablePaths.single(table)
        let path = try BootstrapOptions.absolute(table)
        let values = try given.read()
        _ = try Loaded.table(table, Variables(values))
        let event = try Loaded.bytes(self.event)
        do {
            try finish(try await outcome(of: event, table: path, values))
        } catch let problem as ChildProcess.StartError {
            throw WrongUsage(
                "\(problem); build it with `swift build --product bootstrap`, or give --bootstrap"
            )
        }
    }

    private func outcome(
        of event: [UInt8],
        table: String,
        _ values: [String: String]
    ) async throws -> InvocationOutcome {
        let timeout = runtime.functionTimeout
        let invocation = Invocation(
            requestID: "00000000-0000-4000-8000-000000000001",
            event: event,
            deadline: (Int64(time(nil)) + timeout.components.seconds) * 1000
        )
        let isVerbose = verbose
        let path = runtime.path
        return try await RuntimeAPIServer.serving(on: MultiThreadedEventLoopGroup.singleton) { server in
            let process = BootstrapProcess(
                path: path,
                environment: ChildEnvironment.serving(
                    table: table,
                    functionTimeout: timeout,
                    given: values
                ),
                runtime: server,
                output: .lines { InvokeCommand.hear($0, isVerbose: isVerbose) },
                // What ends before it has the event would be started again and again.
                report: { _ in server.giveUp(on: invocation.requestID, with: .exited) }
            )
            return try await withThrowingTaskGroup(of: InvocationOutcome?.self) { group in
                group.addTask {
                    try await process.run()
                    return nil
                }
                group.addTask { await server.invoke(invocation, within: timeout) }
                defer { group.cancelAll() }
                while let outcome = try await group.next() {
                    if let outcome { return outcome }
                }
                return .exited
            }
        }
    }

    private static func hear(_ line: String, isVerbose: Bool) {
        let level = line.hasPrefix("{") ? LogLine(line)["level"] ?? "" : "ERROR"
        if isVerbose || ["WARN", "ERROR", "FATAL"].contains(level) { Terminal.problem(line) }
    }

    private func finish(_ outcome: InvocationOutcome) throws {
        switch outcome {
        case .reply(let reply):
            let isText = reply.body.last == UInt8(ascii: "}")
            Terminal.text(isText ? reply.text + "\n" : reply.text)
            return
        case .failed(let type, let body):
            Terminal.problem(
                "the bootstrap reported \(type ?? "an error"): \(String(decoding: body, as: UTF8.self))"
            )
        case .brokeOff: Terminal.problem("the reply broke off")
        case .tooLarge: Terminal.problem("the reply is larger than Lambda takes")
        case .timedOut: Terminal.problem("no reply within \(runtime.functionTimeout)")
        case .exited: Terminal.problem("the bootstrap ended without a reply")
        }
        throw ExitCode(1)
    }
}
