import Forwarding
import HTTPClient
import LambdaRuntime
import Logging
import Routing

/// Makes tables ready to serve, from wherever they come, and says in the log what was found in them.
struct TableLoading: Sendable {
    let environment: [String: String]
    let client: HTTPClient
    let logger: Logger

    /// The table that the configuration's file or URL gives.
    func load(path: String) throws(InvocationError) -> ServedTable {
        serve(try table(path: path))
    }

    /// The table of the mode with one URL.
    func load(url: String) throws(InvocationError) -> ServedTable {
        do throws(RouteTable.NoURL) {
            return serve(try RouteTable.singleURL(url))
        } catch {
            throw .configuration("URL \(error.reason)")
        }
    }

    /// The table that stands in for the agent's: the one that the bundled table names, or itself.
    func fallback(_ bundled: String) throws(InvocationError) -> ServedTable {
        let table = try table(path: bundled)
        guard let path = table.reload.fallback, path != bundled else { return serve(table) }
        return try load(path: path)
    }

    /// Makes a document of the agent's ready, off the event loop.
    func make(
        _ document: AppConfigAgent.Document,
        named name: String
    ) async -> Result<ServedTable, RejectedTable> {
        let making = Task.detached { [self] () -> Result<ServedTable, RejectedTable> in
            do throws(RejectedTable) {
                let table = try RouteTable.load(
                    document.bytes,
                    named: name,
                    folder: environment["LAMBDA_TASK_ROOT"].flatMap { $0.isEmpty ? nil : $0 } ?? ".",
                    variables: Variables(environment)
                )
                for warning in table.warnings { log(warning) }
                return .success(serve(table))
            } catch {
                return .failure(error)
            }
        }
        return await making.value
    }

    /// Opens what the first requests would otherwise wait for; what cannot be opened is logged.
    func prepare(_ served: ServedTable) async {
        for problem in await served.forwarder.prepare() {
            logger.error("a backend is not ready", metadata: ["cause": "\(problem)"])
        }
    }

    /// Logs every diagnostic; the first error is what stops the start.
    func reject(_ rejected: RejectedTable) -> InvocationError {
        for diagnostic in rejected.diagnostics { log(diagnostic) }
        let first = rejected.diagnostics.first { $0.severity == .error } ?? rejected.diagnostics.first
        return InvocationError(
            type: "Runtime.InvalidRouteTable",
            message: first?.line ?? "the route table cannot be loaded"
        )
    }

    private func table(path: String) throws(InvocationError) -> RouteTable {
        do throws(RejectedTable) {
            let table = try RouteTable.load(path: path, variables: Variables(environment))
            for warning in table.warnings { log(warning) }
            return table
        } catch {
            throw reject(error)
        }
    }

    private func serve(_ table: RouteTable) -> ServedTable {
        ServedTable(table, client: client, environment: environment)
    }

    private func log(_ diagnostic: Diagnostic) {
        logger.log(level: diagnostic.severity == .error ? .error : .warning, "\(diagnostic.line)")
    }
}

extension Diagnostic {
    /// The diagnostic on one line of a log: place, severity, message, code and fix.
    var line: String {
        let head = "\(place): \(severity.rawValue): \(message) [\(code.rawValue)]"
        return fix.map { "\(head); fix: \($0)" } ?? head
    }
}
