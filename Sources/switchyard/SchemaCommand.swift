import ArgumentParser
import Routing

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a table, for editors.",
        discussion: """
            With the YAML language server a table's first line names it:
              # yaml-language-server: $schema=../docs/route-table.schema.json
            """
    )

    func run() throws {
        Terminal.text(RouteTable.jsonSchema())
    }
}
