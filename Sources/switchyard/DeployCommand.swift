import ArgumentParser

struct DeployCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Write a deployment's network from its table, and check its files.",
        discussion: "The folder `deploy` and its README say how a table is deployed.",
        subcommands: [DeployEgressCommand.self, DeployCheckCommand.self]
    )
}
