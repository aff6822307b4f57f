import FrontEnds
import HTTPTypes
import LocalGateway
import Messages
import NIOPosix
import Synchronization
import Testing

@testable import bootstrap

/// What an invocation leaves in the log, and what of its trace reaches the backend.
@Suite(.timeLimit(.minutes(1)))
struct RequestLineTests {
    private func serving(
        _ settings: String = "",
        _ body: @escaping @Sendable (RuntimeAPIServer, LogFile, SeenFields) async throws -> Void
    ) async throws {
        let seen = SeenFields()
        let listener = try await Listener.bind(port: 0, on: MultiThreadedEventLoopGroup.singleton)
        try await listener.running { exchange in
            _ = try await exchange.body()
            seen.keep(exchange.fields)
            try await exchange.answer(Answer(status: 200, body: Array("ok".utf8)))
        } while: {
            let table = """
                version: 1
                \(settings)
                backends: {one: "http://127.0.0.1:\(listener.port)"}
                routes: [{name: all, backend: one}]
                """
            try await RunningService.withFile(table) { path in
                try await RunningService.with(["ROUTES": path], RuntimeAPIBehaviour()) { server, log in
                    try await body(server, log, seen)
                }
            }
        }
    }

    private func invoke(
        _ server: RuntimeAPIServer,
        _ target: String = "/",
        _ fields: Fields = [:],
        trace: String? = nil
    ) async {
        let request = ClientRequest(
            method: "POST",
            target: target,
            fields: fields,
            body: Array("body-secret".utf8)
        )
        // The front end makes a trace of its own; here the test says which there is.
        let made = Array("Root=1-6955b900-536f3e792f6be9b44c1f46fa".utf8)
        var event = FrontEnd.http.event(for: request)
        if let trace = fields[.trace] {
            event = event.replacing(made, with: Array(trace.utf8))
        } else {
            event = event.replacing(Array("x-amzn-trace-id".utf8), with: Array("x-nothing".utf8))
        }
        let invocation = Invocation(
            requestID: "r1",
            event: event,
            deadline: 4_000_000_000_000,
            traceID: trace
        )
        _ = await server.invoke(invocation)
    }

    struct Trace: CustomTestStringConvertible {
        let testDescription: String
        var client: String?
        var lambda: String?
        let sent: String?
        let logged: String?
    }

    @Test(arguments: [
        Trace(
            testDescription: "the client's alone",
            client: "Root=1-c",
            sent: "Root=1-c",
            logged: "Root=1-c"
        ),
        Trace(testDescription: "Lambda's alone", lambda: "Root=1-l", sent: "Root=1-l", logged: "Root=1-l"),
        Trace(
            testDescription: "both",
            client: "Root=1-c",
            lambda: "Root=1-l",
            sent: "Root=1-c",
            logged: "Root=1-l"
        ),
        Trace(testDescription: "none", sent: nil, logged: nil),
    ])
    func `a trace goes through, and one that is missing is the invocation's`(row: Trace) async throws {
        try await serving { server, log, seen in
            var fields: Fields = [:]
            if let client = row.client { fields[.trace] = client }
            await invoke(server, "/", fields, trace: row.lambda)
            #expect(seen.last?[.trace] == row.sent)
            let line = try await log.line(with: "requestId=r1")
            #expect(line.contains("traceId=") == (row.logged != nil))
            if let logged = row.logged { #expect(line.contains("traceId=\"\(logged)\"")) }
        }
    }

    @Test func `a trace context of the W3C goes through and is logged`() async throws {
        try await serving { server, log, seen in
            let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            await invoke(server, "/", [.traceParent: parent, .traceState: "vendor=1"])
            #expect(seen.last?[.traceParent] == parent)
            #expect(seen.last?[.traceState] == "vendor=1")
            _ = try await log.line(with: "requestId=r1", "traceparent=\(parent)")
        }
    }

    @Test func `nothing secret is logged`() async throws {
        try await serving("metrics: {namespace: Shop}") { server, log, _ in
            await invoke(
                server,
                "/a?token=query-secret",
                [.authorization: "Bearer header-secret", .cookie: "session=cookie-secret"]
            )
            _ = try await log.line(with: "requestId=r1")
            #expect(!log.lines.contains { $0.contains("-secret") || $0.contains("token") })
        }
    }

    @Test func `the metrics of a request are written once it is answered`() async throws {
        try await serving("metrics: {namespace: Shop}") { server, log, _ in
            await invoke(server)
            let line = try await log.line(with: "{\"_aws\"")
            #expect(line.contains("\"Route\":\"all\",\"Requests\":1,\"Latency\":"))
            #expect(line.contains("\"Backend\":\"one\",\"BackendLatency\":"))
        }
    }
}

/// The fields of the requests that a backend has seen.
final class SeenFields: Sendable {
    private let all = Mutex<[Fields]>([])

    var last: Fields? { all.withLock(\.last) }

    func keep(_ fields: Fields) {
        all.withLock { $0.append(fields) }
    }
}

extension FieldName {
    fileprivate static let trace = FieldName.known("X-Amzn-Trace-Id")
    fileprivate static let traceParent = FieldName.known("traceparent")
    fileprivate static let traceState = FieldName.known("tracestate")
}
