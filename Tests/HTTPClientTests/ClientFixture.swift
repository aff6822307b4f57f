import FaultServers
import HTTPTypes
import Messages
import NIOCore
import RunningLoops
import Sockets

@testable import HTTPClient

/// A client, and a server of faults that it speaks to; both end with the closure.
func withClient<Value>(
    _ server: FaultServer,
    bounds: HTTPClient.Bounds = HTTPClient.Bounds(),
    names: (@Sendable (String) throws -> [SocketAddress])? = nil,
    _ body: (HTTPClient, Endpoint) async throws -> Value
) async throws -> Value {
    let loop = SocketLoop.shared
    let resolver = names.map { NameResolver(eventLoop: loop, lookUp: $0) } ?? NameResolver(eventLoop: loop)
    let client = HTTPClient(eventLoop: loop, bounds: bounds, resolver: resolver)
    defer {
        client.shutDown()
        server.stop()
    }
    return try await body(client, Endpoint(host: "127.0.0.1", port: server.port))
}

extension HTTPClient {
    /// What comes of a request, for comparison.
    func outcome(
        _ request: OutgoingRequest,
        with endpoint: Endpoint,
        limits: ExchangeLimits = .test
    ) async -> Outcome {
        do throws(ExchangeFailure) {
            let response = try await exchange(request, with: endpoint, limits: limits)
            return .answer(response)
        } catch {
            return .failure(error)
        }
    }

    /// How many connections are open and idle.
    func counts() async -> [Int] {
        await withCheckedContinuation { continuation in
            onLoop {
                continuation.resume(returning: [self.connectionCounts.open, self.connectionCounts.idle])
            }
        }
    }
}

enum Outcome {
    case answer(IncomingResponse)
    case failure(ExchangeFailure)

    var record: ExchangeRecord {
        switch self {
        case .answer(let response): response.record
        case .failure(let failure): failure.record
        }
    }

    /// `200 ok`, or `reset, first byte: …`, with what was sent and received.
    var text: String {
        switch self {
        case .answer(let response): "\(response.status) \(String(decoding: response.body, as: UTF8.self))"
        case .failure(let failure): "\(failure.kind) at \(failure.phase.rawValue): \(failure.sentence)"
        }
    }
}

extension ExchangeLimits {
    /// Ample time, so that a busy machine fails no test.
    static var test: ExchangeLimits { ExchangeLimits(connect: .seconds(20), deadline: .now() + .seconds(20)) }
}

extension OutgoingRequest {
    static let get = OutgoingRequest(method: .get, target: "/")
    static let post = OutgoingRequest(method: .post, target: "/", body: Array("order".utf8)[...])

    static func post(_ count: Int) -> OutgoingRequest {
        OutgoingRequest(
            method: .post,
            target: "/",
            body: [UInt8](repeating: UInt8(ascii: "x"), count: count)[...]
        )
    }
}
