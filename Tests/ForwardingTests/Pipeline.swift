import Glibc
import HTTPClient
import HTTPTypes
import Logs
import Messages
import NIOCore
import Routing
import RunningLoops
import Sockets
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
        client = HTTPClient(eventLoop: .shared)
        forwarder = Forwarder(routes, client: client, environment: environment)
    }

    deinit {
        client.shutDown()
    }

    func ask(
        _ method: HTTPRequest.Method = .get,
        _ path: String = "/",
        fields: Fields = [:],
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

/// A port that refuses connections: bound for as long as the process lives, so that nobody else gets it, and
/// never listened on.
func closedPort() async throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            unsafe bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
        }
    }
    try #require(bound)
    return Int(UInt16(bigEndian: address.sin_port))
}

/// How long something took.
func duration(of body: () async throws -> Void) async rethrows -> Duration {
    let start = ContinuousClock.now
    try await body()
    return ContinuousClock.now - start
}
