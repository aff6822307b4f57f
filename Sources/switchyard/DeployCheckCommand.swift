import ArgumentParser
import Deployment
import Routing

struct DeployCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a variant of the deploy folder, with its variables resolved, against its table.",
        discussion: """
            Examples:
              switchyard deploy check deploy/rest-api --stage prod
              switchyard deploy check deploy/http-api --stage dev --without-artifact --format github

            Time-outs, response modes, egress, throttles, policies, webhooks, alarms, the package: each finding names
            the file and the line where the value is written. Ends with 0 where nothing but warnings is found.
            """
    )

    @Argument(help: "Folders with a serverless.yml.")
    var variants: [String]

    @Option(help: "The stage that would be deployed.")
    var stage: String

    @Option(
        name: .customLong("param"),
        help: ArgumentHelp("As the framework's own.", valueName: "name=value")
    )
    var parameters: [String] = []

    @Flag(help: "Do not ask for the layer's artifact, as where a pull request is checked.")
    var withoutArtifact = false

    @Option(help: "How problems are printed: text, json or github.")
    var format: FindingsFormat = .text

    func run() throws {
        let parameters = try readParameters()
        var found: [Diagnostic] = []
        for variant in variants {
            let diagnostics = Deployed.check(
                folder: variant,
                stage: stage,
                environment: ChildEnvironment.current,
                parameters: parameters,
                needsArtifact: !withoutArtifact
            )
            // What shared files have wrong is said once, not once for each variant.
            found += diagnostics.filter { !found.contains($0) }
        }
        Terminal.text(format.text(for: found, Terminal.style))
        let errors = found.count { $0.severity == .error }
        if format == .text {
            let names = variants.count == 1 ? "1 variant" : "\(variants.count) variants"
            Terminal.line(
                "\(names) in stage \(stage) checked, \(errors) errors, \(found.count - errors) warnings"
            )
        }
        if errors > 0 { throw ExitCode(1) }
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private func readParameters() throws -> [String: String] {
        var values: [String: String] = [:]
        for parameter in parameters {
            guard let equals = parameter.firstIndex(of: "="), equals > parameter.startIndex else {
                throw ValidationError("`\(parameter)` in --param is no NAME=VALUE")
            }
            values[String(parameter[..<equals])] = String(parameter[parameter.index(after: equals)...])
        }
        return values
    }
}
