import ArgumentParser
import Messages

@main
struct Switchyard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switchyard",
        abstract: "Forward API Gateway requests to private services by a table of routes.",
        version: switchyardVersion,
        subcommands: [
            ValidateCommand.self, ExplainCommand.self, TestCommand.self, PrintCommand.self, DiffCommand.self,
            GraphCommand.self, SchemaCommand.self, LocalCommand.self, InvokeCommand.self, DeployCommand.self,
            SampleBackendCommand.self,
        ]
    )
}
