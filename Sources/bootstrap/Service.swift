import Forwarding
import GatewayEvents
import HTTPClient
import LambdaRuntime
import Logging
import Logs
import Messages
import NIOCore
import Routing

/// One process from its start to its end.
struct Service: Sendable {
    private let environment: [String: String]
    private let sink: LogSink
    private let logger: Logger
    private let client: HTTPClient

    init(_ environment: [String: String], sink: LogSink, eventLoop: any EventLoop) {
        self.environment = environment
        self.sink = sink
        logger = Logger(label: "switchyard") { _ in LineLogHandler(sink) }
        client = HTTPClient(eventLoop: eventLoop)
    }

    /// Serves until the Runtime API is gone; the exit code, which is never 0.
    func run() async -> Int32 {
        guard let address = environment["AWS_LAMBDA_RUNTIME_API"],
            let api = RuntimeAPI(address: address, client: client)
        else {
            logger.critical("AWS_LAMBDA_RUNTIME_API is no host:port; outside Lambda use `switchyard local`")
            return 1
        }
        do throws(InvocationError) {
            let configuration = try Configuration(environment, isFile: File.exists)
            let table = try load(configuration.source)
            announce(table, configuration)
            let forwarder = Forwarder(table, client: client, environment: environment)
            let handler = InvocationHandler(forwarder, table, sink: sink)
            let failure = await RuntimeLoop(api, logger: logger).run(slots: configuration.slots) {
                await handler.handle($0, $1)
            }
            logger.critical("the runtime ends", metadata: ["cause": "\(failure)"])
        } catch {
            await fail(error, api)
        }
        return 1
    }

    private func load(_ source: Configuration.Source) throws(InvocationError) -> RouteTable {
        switch source {
        case .table(let path): return try loadTable(path)
        case .url(let url):
            do throws(RouteTable.NoURL) {
                return try RouteTable.singleURL(url)
            } catch {
                throw .configuration("URL \(error.reason)")
            }
        }
    }

    /// Loads the table; every diagnostic goes to the log, the first error is what stops the start.
    private func loadTable(_ path: String) throws(InvocationError) -> RouteTable {
        do throws(RejectedTable) {
            let table = try RouteTable.load(path: path, variables: Variables(environment))
            for warning in table.warnings { log(warning) }
            return table
        } catch {
            for diagnostic in error.diagnostics { log(diagnostic) }
            let first = error.diagnostics.first { $0.severity == .error } ?? error.diagnostics.first
            throw InvocationError(
                type: "Runtime.InvalidRouteTable",
                message: first?.line ?? "the route table cannot be loaded"
            )
        }
    }

    private func log(_ diagnostic: Diagnostic) {
        logger.log(level: diagnostic.severity == .error ? .error : .warning, "\(diagnostic.line)")
    }

    private func announce(_ table: RouteTable, _ configuration: Configuration) {
        logger.info(
            "switchyard starts",
            metadata: [
                "version": "\(switchyardVersion)", "source": "\(configuration.source)",
                "table": "\(table.hash)", "routes": "\(table.routes.count)",
                "slots": "\(configuration.slots)",
            ]
        )
    }

    private func fail(_ error: InvocationError, _ api: RuntimeAPI) async {
        logger.critical("switchyard cannot start", metadata: ["cause": "\(error.message)"])
        do throws(RuntimeFailure) {
            try await api.reportInit(error)
        } catch {
            logger.critical("the init error was not taken", metadata: ["cause": "\(error)"])
        }
    }
}

extension Diagnostic {
    /// The diagnostic on one line of a log: place, severity, message, code and fix.
    var line: String {
        let head = "\(place): \(severity.rawValue): \(message) [\(code.rawValue)]"
        return fix.map { "\(head); fix: \($0)" } ?? head
    }
}
