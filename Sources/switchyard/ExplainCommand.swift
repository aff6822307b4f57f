import ArgumentParser
import GatewayEvents
import Messages
import Routing
import TableTools

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what becomes of a request: the routes tried, why each lost, what the backend gets.",
        discussion: """
            Examples:
              switchyard explain routes/example.yml GET /orders/17
              switchyard explain routes.yml POST /hooks -H 'x-event: push' -d '{}'
              switchyard explain routes.yml --event event.json

            Ends with 0 where a route takes the request, with 1 where the forwarder refuses it.
            """
    )

    @Argument(help: "The table of routes.")
    var table: String

    @Argument(
        help: ArgumentHelp("The method and the URL, or a path with its query.", valueName: "method url")
    )
    var request: [String] = []

    @Option(name: .customShort("H"), help: ArgumentHelp("A header field.", valueName: "name: value"))
    var header: [String] = []

    @Option(name: [.customShort("d"), .customLong("data")], help: "The body; @FILE reads it from a file.")
    var data: String?

    @Option(help: ArgumentHelp("The caller's address.", valueName: "address"))
    var sourceIp: String?

    @Option(
        help: ArgumentHelp(
            "A front end's event, as a Lambda gets it, in place of the request.",
            valueName: "file"
        )
    )
    var event: String?

    @Flag(help: "List also the routes that other hosts or paths rule out.")
    var verbose = false

    @Flag(help: "Show what variables hold, not their names.")
    var reveal = false

    @OptionGroup var variables: VariableOptions

    func validate() throws {
        guard event == nil else {
            guard request.isEmpty, header.isEmpty, data == nil, sourceIp == nil else {
                throw ValidationError("--event takes the place of METHOD, URL, -H, -d and --source-ip")
            }
            return
        }
        guard (1...2).contains(request.count) else {
            throw ValidationError("a request is METHOD URL, such as `GET /orders/17`, or --event FILE")
        }
    }

    func run() throws {
        let path = try TablePaths.single(table)
        let variables = try variables.read()
        let loaded = try Loaded.table(path, variables)
        guard let request = try self.request(loaded) else { return }
        let explanation = Explanation(request, loaded)
        let text = ExplanationText(
            explanation,
            style: Terminal.style,
            isVerbose: verbose,
            secrecy: reveal ? .none : Secrecy(of: loaded, variables: variables)
        )
        Terminal.text(text.text)
        if case .denied = explanation.outcome { throw ExitCode(1) }
    }

    /// Nil where the event needs no route, which is said.
    private func request(_ table: RouteTable) throws -> Request? {
        if let event { return try request(event: event, table) }
        let body = try body()
        do throws(Request.Problem) {
            return try Request(
                method: request.count == 2 ? request[0] : nil,
                url: request[request.count - 1],
                fields: header,
                body: body,
                sourceIP: sourceIp
            )
        } catch {
            throw WrongUsage(error.reason)
        }
    }

    private func body() throws -> [UInt8]? {
        guard let data, data.hasPrefix("@") else { return data.map { Array($0.utf8) } }
        return try Loaded.bytes(String(data.dropFirst()))
    }

    private func request(event path: String, _ table: RouteTable) throws -> Request? {
        let bytes = try Loaded.bytes(path)
        let identity = table.identity.map(\.source)
        var reader = EventReader(settings: EventSettings(identity: identity))
        let read: GatewayEvent
        do throws(EventError) { read = try reader.read(bytes, requestID: "explain") } catch {
            Terminal.problem("`\(path)`: \(error)")
            throw ExitCode(1)
        }
        switch read {
        case .request(let request, _): return request
        case .healthCheck:
            Terminal.line("a health check: answered with 200, no route is asked")
            return nil
        case .badRequest(let reason, _):
            Terminal.line("answer 400 (badRequest): \(reason)")
            throw ExitCode(1)
        }
    }
}
