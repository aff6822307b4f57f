import BenchmarkParts
import Forwarding
import FrontEnds
import GatewayEvents
import HTTPClient
import LambdaRuntime
import Logging
import Logs
import HTTPTypes
import Messages
import NIOCore
import Routing
import Glibc
import Sockets

/// What waits for a peer: one exchange with a backend, and whole invocations.
enum ExchangeCases {
    /// The loop on which everything runs; set before the first case.
    nonisolated(unsafe) static var eventLoop: SocketLoop?

    static var all: [BenchmarkCase] {
        [
            BenchmarkCase("exchange/get-1k", counted: 200, make: exchange),
            BenchmarkCase("forward/v2-get", counted: 200) { try forward(.get) },
            BenchmarkCase("invocation/v2-get", counted: 200) { try invocation(.get) },
            BenchmarkCase("invocation/v2-post-10k", counted: 200) { try invocation(.post) },
            BenchmarkCase("invocation/v1-post-1m", counted: 10) { try invocation(.restPost) },
        ]
    }

    private static func client() throws -> HTTPClient {
        guard let eventLoop = unsafe eventLoop else { throw Missing() }
        return HTTPClient(eventLoop: eventLoop)
    }

    /// A request over a kept connection and its answer, nothing around it.
    private static func exchange() throws -> Operation {
        let (peer, client) = (try Peer(.get), try client())
        let endpoint = Endpoint(host: "127.0.0.1", port: peer.backend)
        let request = OutgoingRequest(
            method: .get,
            target: Workload.get.request.target,
            fields: Workload.get.request.fields
        )
        return .exchanges { ticker in
            while !ticker.isDone {
                keep(try? await client.exchange(request, with: endpoint, limits: ExchangeLimits()))
                ticker.tick()
            }
            _ = peer
        }
    }

    /// The whole forwarder: decide, rewrite, send, rewrite back, with the table of a hundred routes.
    private static func forward(_ workload: Workload) throws -> Operation {
        let peer = try Peer(workload)
        let forwarder = try forwarder(peer, try client())
        guard let (request, _) = Reader.request(of: workload) else { throw Missing() }
        return .exchanges { ticker in
            while !ticker.isDone {
                var record = AccessRecord(requestID: request.id)
                keep(await forwarder.answer(request, before: .now() + .seconds(30), &record))
                ticker.tick()
            }
            _ = peer
        }
    }

    /// Invocations from a Runtime API to its 202: what `bootstrap` does, with the same parts.
    private static func invocation(_ workload: Workload) throws -> Operation {
        let (peer, client) = (try Peer(workload), try client())
        let forwarder = try forwarder(peer, client)
        let sink = LogSink(format: .text, level: .info, descriptor: unsafe open("/dev/null", O_WRONLY))
        guard let api = RuntimeAPI(address: "127.0.0.1:\(peer.runtime)", client: client) else {
            throw Missing()
        }
        let executor = EventLoopExecutor(client.eventLoop)
        return .exchanges { ticker in
            let loop = RuntimeLoop(api, logger: Logger(label: "benchmark") { _ in LineLogHandler(sink) })
            let handler = Handler(forwarder, sink, ticker) {
                Task(executorPreference: executor) { await loop.drain() }
            }
            _ = await loop.run(slots: 1) { await handler.handle($0, $1) }
            _ = peer
        }
    }

    private static func forwarder(_ peer: Peer, _ client: HTTPClient) throws -> Forwarder {
        let text = Array(SampleTable.text(backendPort: peer.backend).utf8)
        let table = try RouteTable.load(text, named: "routes.yml", variables: Variables())
        return Forwarder(table, client: client, environment: [:])
    }

    private struct Missing: Error {}
}

/// One invocation's way through the parts, as `bootstrap` takes it.
private final class Handler: @unchecked Sendable {
    private var reader = EventReader()
    private let forwarder: Forwarder
    private let sink: LogSink
    private let ticker: Ticker
    private var end: (() -> Void)?

    init(_ forwarder: Forwarder, _ sink: LogSink, _ ticker: Ticker, end: @escaping () -> Void) {
        self.forwarder = forwarder
        self.sink = sink
        self.ticker = ticker
        self.end = end
    }

    func handle(_ invocation: Invocation, _ event: consuming [UInt8]) async -> InvocationOutcome {
        ticker.tick()
        if ticker.isDone { end.take()?() }
        var record = AccessRecord(requestID: invocation.requestID)
        record.traceID = invocation.traceID
        guard case .request(let request, let form)? = try? reader.read(event, requestID: invocation.requestID)
        else {
            return .failure(InvocationError(type: "Runtime.Benchmark", message: "no request"))
        }
        record.method = request.method.rawValue
        record.bytesIn = request.body.count
        let answer = await forwarder.answer(request, before: invocation.deadline, &record)
        guard case .payload(let bytes) = form.reply(answer.response) else {
            return .failure(InvocationError(type: "Runtime.Benchmark", message: "no reply"))
        }
        record.status = answer.response.status
        record.bytesOut = answer.response.body.count
        sink.write(record)
        return .reply(bytes)
    }
}
