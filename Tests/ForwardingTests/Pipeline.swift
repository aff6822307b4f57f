import HTTPClient
import HTTPTypes
import Logs
import Messages
import NIOCore
import NIOPosix
import Routing
import Testing

@testable import Forwarding

/// A forwarder for a table, with a client of its own.
final class Pipeline: Sendable {
    /// What the client got, and what the log would say.
    struct Outcome: Sendable {
        let response: Response
        let record: AccessRecord

        /// Status and body, as in `200 ok`.
        var text: String { "\(response.status) \(String(decoding: response.body, as: UTF8.self))" }
    }

    private let client: HTTPClient
    private let forwarder: Forwarder

    init(_ table: String, environment: [String: String] = [:]) throws {
        let routes = try RouteTable.load(
            Array("version: 1\n\(table)".utf8),
            named: "routes.yml",
            variables: Variables(environment)
        )
        client = HTTPClient(eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        forwarder = Forwarder(routes, client: client, environment: environment)
    }

    deinit {
        client.shutDown()
    }

    func ask(
        _ method: HTTPRequest.Method = .get,
        _ path: String = "/",
        fields: HTTPFields = [:],
        body: String = "",
        from address: String? = nil,
        within time: TimeAmount = .seconds(20)
    ) async -> Outcome {
        var request = Request(id: "request-1", method: method, path: RawPath(path), fields: fields)
        request.body = Array(body.utf8)[...]
        request.origin.sourceAddress = address.flatMap { IPAddress($0) }
        var record = AccessRecord(requestID: request.id)
        let response = await forwarder.answer(request, before: .now() + time, &record).response
        return Outcome(response: response, record: record)
    }
}

/// A port on which nothing listens: it was free a moment ago.
func closedPort() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(channel.localAddress?.port)
    try await channel.close()
    return port
}

/// How long something took.
func time(_ body: () async throws -> Void) async rethrows -> Duration {
    let start = ContinuousClock.now
    try await body()
    return ContinuousClock.now - start
}
