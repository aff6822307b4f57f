import ArgumentParser
import Glibc
import LocalGateway
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

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let problem as WrongUsage {
            Terminal.problem("Error: \(problem)")
            Glibc.exit(64)
        } catch let problem as Listener.BindError {
            Terminal.problem("Error: \(problem); --port 0 takes a free one")
            Glibc.exit(1)
        } catch {
            exit(withError: error)
        }
    }
}
