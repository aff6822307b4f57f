import Glibc
import HTTPClient
import LambdaRuntime
import Logging
import Logs
import Messages
import NIOCore
import Sockets

/// One process from its start to its end.
struct Service: Sendable {
    private let environment: [String: String]
    private let sink: LogSink
    private let logger: Logger
    private let eventLoop: SocketLoop

    init(_ environment: [String: String], sink: LogSink, eventLoop: SocketLoop) {
        self.environment = environment
        self.sink = sink
        self.eventLoop = eventLoop
        logger = Logger(label: "switchyard") { _ in LineLogHandler(sink) }
    }

    /// Serves until the Runtime API is gone or the process is asked to end; the exit code, 0 for the latter.
    func run() async -> Int32 {
        let slots = Configuration.slotCount(environment)
        let client = HTTPClient(eventLoop: eventLoop, bounds: .fitting(slots: slots ?? 1))
        guard let address = environment["AWS_LAMBDA_RUNTIME_API"],
            let api = RuntimeAPI(address: address, client: client)
        else {
            logger.critical("AWS_LAMBDA_RUNTIME_API is no host:port; outside Lambda use `switchyard local`")
            return 1
        }
        let loop = RuntimeLoop(api, logger: logger)
        eventLoop.whenSignalled(SIGTERM) { end(loop) }
        do throws(InvocationError) {
            let configuration = try Configuration(environment, isFile: File.exists)
            let (table, handler) = try await start(configuration, client)
            let failure = await loop.run(slots: configuration.slots) {
                announce(table, configuration)
            } handle: {
                await handler.handle($0, $1)
            }
            if case .stopped = failure { return 0 }
            logger.critical("the runtime ends", metadata: ["cause": "\(failure)"])
        } catch {
            await fail(error, api)
        }
        return 1
    }

    /// Does everything that can be done before the first invocation.
    private func start(
        _ configuration: Configuration,
        _ client: HTTPClient
    ) async throws(InvocationError) -> (table: ServedTable, handler: InvocationHandler) {
        let tables = TableLoading(environment: environment, client: client, logger: logger)
        var live: LiveTable?
        let served: ServedTable
        switch configuration.source {
        case .table(let path): served = try tables.load(path: path)
        case .url(let url): served = try tables.load(url: url)
        case .agent(let address):
            let table = LiveTable(address, tables: tables, client: client, logger: logger, sink: sink)
            live = table
            served = try await table.first(bundled: configuration.bundledTable)
        }
        await tables.prepare(served)
        let handler = InvocationHandler(served, streams: configuration.streams, sink: sink)
        if let live {
            Task(executorPreference: EventLoopExecutor(eventLoop)) { await live.follow(handler) }
        }
        return (served, handler)
    }

    /// Finishes what is in flight, and ends: Lambda sends SIGTERM where an extension is registered.
    private func end(_ loop: RuntimeLoop) {
        Task(executorPreference: EventLoopExecutor(eventLoop)) {
            logger.info("switchyard stops", metadata: ["cause": "SIGTERM"])
            await loop.drain()
            exit(0)
        }
    }

    /// Says what is served, while the Runtime API looks for an invocation.
    private func announce(_ served: ServedTable, _ configuration: Configuration) {
        logger.info(
            "switchyard starts",
            metadata: [
                "version": "\(switchyardVersion)", "source": "\(configuration.source)",
                "table": "\(served.hash)", "routes": "\(served.routeCount)",
                "slots": "\(configuration.slots)",
                "responseMode": "\(configuration.streams ? "streaming" : "buffered")",
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

extension HTTPClient.Bounds {
    /// As many connections as the process may have descriptors, less some for everything else.
    ///
    /// The polls of all slots may be idle at the same time, and so may their requests.
    fileprivate static func fitting(slots: Int) -> HTTPClient.Bounds {
        let descriptors = sysconf(Int32(_SC_OPEN_MAX))
        let connections = min(max(descriptors - 64, 32), 4096)
        return HTTPClient.Bounds(connections: connections, idlePerEndpoint: max(64, slots))
    }
}
