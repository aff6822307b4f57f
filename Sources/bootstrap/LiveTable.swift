import Forwarding
import HTTPClient
import LambdaRuntime
import Logging
import Logs
import NIOCore
import Routing

/// The table that the AppConfig agent hands out: read before serving, and again and again beside it.
///
/// It lives on the event loop; tables are made ready on other threads, so that no request waits for that.
final class LiveTable: @unchecked Sendable {
    /// How long the agent may take to start.
    static let patience = TimeAmount.seconds(5)
    /// How often it is asked while it starts, and while its table is missed.
    private static let pause = TimeAmount.milliseconds(100)
    private static let retry = TimeAmount.seconds(5)
    /// How long one reading may take.
    private static let longest = TimeAmount.seconds(5)

    private let agent: AppConfigAgent
    private let tables: TableLoading
    private let client: HTTPClient
    private let logger: Logger
    private let sink: LogSink
    /// What the agent gave last, good or bad.
    private var last: AppConfigAgent.Document?
    private var fault: AppConfigAgent.Fault?
    private var isLastBad = false

    init(
        _ address: AgentAddress,
        tables: TableLoading,
        client: HTTPClient,
        logger: Logger,
        sink: LogSink
    ) {
        agent = AppConfigAgent(address: address, client: client)
        self.tables = tables
        self.client = client
        self.logger = logger
        self.sink = sink
    }

    /// The first table: the agent's, or the fallback's where the agent is not ready or its table is bad.
    ///
    /// `bundled` is the path of the package's own table, whose `reload.fallback` names the fallback and which
    /// is it itself where it names none; nil where there is no such file.
    func first(bundled: String?) async throws(InvocationError) -> ServedTable {
        let cause: InvocationError
        do throws(AppConfigAgent.Fault) {
            let document = try await firstDocument()
            last = document
            switch await tables.make(document, named: agent.address.text) {
            case .success(let served):
                logger.info("the agent gave a table", metadata: describe(served, document))
                return served
            case .failure(let rejected):
                isLastBad = true
                cause = tables.reject(rejected)
            }
        } catch {
            cause = InvocationError(type: "Runtime.NoRouteTable", message: error.sentence)
        }
        guard let bundled else { throw cause }
        logger.error("the fallback is served", metadata: ["cause": "\(cause.message)"])
        return try tables.fallback(bundled)
    }

    /// Reads the table again and again, for as long as the process lives.
    func follow(_ handler: InvocationHandler) async {
        while true {
            let every = TimeAmount(handler.reload.every)
            let isMissed = last == nil || isLastBad || fault != nil
            await client.eventLoop.pause(isMissed ? min(every, LiveTable.retry) : every)
            await readAgain(handler)
        }
    }

    private func firstDocument() async throws(AppConfigAgent.Fault) -> AppConfigAgent.Document {
        let end = NIODeadline.now() + LiveTable.patience
        while true {
            do throws(AppConfigAgent.Fault) {
                return try await agent.read(before: end)
            } catch {
                guard error.mayPass, NIODeadline.now() + LiveTable.pause < end else { throw error }
                await client.eventLoop.pause(LiveTable.pause)
            }
        }
    }

    private func readAgain(_ handler: InvocationHandler) async {
        do throws(AppConfigAgent.Fault) {
            let document = try await agent.read(before: .now() + LiveTable.longest)
            fault = nil
            guard document.bytes != last?.bytes else {
                if isLastBad { count(isGood: false, handler) }
                return
            }
            last = document
            await take(document, handler)
        } catch {
            if error != fault {
                logger.warning("the last good table stays", metadata: ["cause": "\(error.sentence)"])
            }
            fault = error
            count(isGood: false, handler)
        }
    }

    private func take(_ document: AppConfigAgent.Document, _ handler: InvocationHandler) async {
        switch await tables.make(document, named: agent.address.text) {
        case .success(let served):
            await tables.prepare(served)
            handler.serve(served)
            isLastBad = false
            logger.info("a new table is in force", metadata: describe(served, document))
            count(isGood: true, handler)
        case .failure(let rejected):
            isLastBad = true
            let cause = tables.reject(rejected)
            logger.error(
                "the last good table stays",
                metadata: ["cause": "\(cause.message)", "configurationVersion": "\(document.shownVersion)"]
            )
            count(isGood: false, handler)
        }
    }

    private func count(isGood: Bool, _ handler: InvocationHandler) {
        guard let namespace = handler.metricsNamespace else { return }
        TableMetrics.write(isGood: isGood, namespace: namespace, to: sink)
    }

    private func describe(_ served: ServedTable, _ document: AppConfigAgent.Document) -> Logger.Metadata {
        [
            "configurationVersion": "\(document.shownVersion)", "table": "\(served.hash)",
            "routes": "\(served.routeCount)",
        ]
    }
}

extension AppConfigAgent.Document {
    /// The version for the log.
    fileprivate var shownVersion: String { version ?? "(none)" }
}
