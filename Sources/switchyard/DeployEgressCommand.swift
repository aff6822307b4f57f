import ArgumentParser
import Deployment
import Routing

struct DeployEgressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "egress",
        abstract: "Write the security group's rules for egress from a table's backends.",
        discussion: """
            Examples:
              switchyard deploy egress routes/prod.yml --stage prod
              switchyard deploy egress routes/prod.yml --stage prod --print

            Writes <folder>/egress/<stage>.yml: commit it. A backend that the table calls by name has its addresses
            in <folder>/environments/<stage>.yml.
            """
    )

    @Argument(help: "The table of the stage.")
    var table: String

    @Option(help: "The stage, whose file says where names lead.")
    var stage: String

    @Option(help: "The deploy folder.")
    var folder = "deploy"

    @Flag(name: .customLong("print"), help: "Print the file instead of writing it.")
    var isPrinted = false

    @OptionGroup var variables: VariableOptions

    @Option(help: "How problems are printed: text, json or github.")
    var format: FindingsFormat = .text

    func run() throws {
        let given = try variables.read()
        do throws(RejectedTable) {
            let egress = try Egress(
                table: table,
                stage: stage,
                folder: folder,
                // A secret that is not set here says nothing about addresses.
                variables: Variables(given.values, allowsUnset: true)
            )
            try write(egress)
        } catch {
            Terminal.text(format.text(for: error.diagnostics))
            throw ExitCode(1)
        }
    }

    private func write(_ egress: Egress) throws(RejectedTable) {
        guard !isPrinted else {
            Terminal.text(egress.text)
            return
        }
        do throws(FileOutput.Problem) {
            try FileOutput.write(egress.text, to: egress.path)
            Terminal.line("\(egress.path) written")
        } catch {
            let place = Place(wholeOf: SourceText(name: egress.path, bytes: []))
            let problem = Diagnostic(
                .error,
                .unreadableFile,
                "`\(egress.path)` can't be written: \(error.reason)",
                at: place
            )
            throw RejectedTable([problem])
        }
    }
}
