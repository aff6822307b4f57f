import ArgumentParser
import Routing
import TableTools

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw a table: hosts and paths, routes, backends.",
        discussion: """
            Examples:
              switchyard graph routes/example.yml > routes.svg
              switchyard graph routes.yml --format mermaid
              switchyard graph routes.yml --format dot | dot -Tpdf -o routes.pdf
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case svg, mermaid, dot
    }

    @Argument(help: "The table of routes.")
    var table: String

    @Option(help: "How it is drawn: svg, mermaid or dot.")
    var format: Format = .svg

    @OptionGroup var variables: VariableOptions

    func run() throws {
        let table = try Loaded.table(try TablePaths.single(table), try variables.read())
        let graph = TableGraph(table)
        switch format {
        case .svg: Terminal.text(graph.svg)
        case .mermaid: Terminal.text(graph.mermaid)
        case .dot: Terminal.text(graph.dot)
        }
    }
}
