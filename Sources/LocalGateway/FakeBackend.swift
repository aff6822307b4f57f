package import Messages
import HTTPTypes
import NIOPosix
import Synchronization

/// A private service that answers as it is told, failures included, and keeps what it saw.
package final class FakeBackend: Sendable {
    /// A request as it came.
    package struct Seen: Sendable {
        package let method: String
        package let target: String
        package let fields: Fields
        package let body: [UInt8]
    }

    /// Answers a request; `number` counts the requests from 1.
    package typealias Behaviour = @Sendable (_ number: Int, _ seen: Seen) -> Answer

    /// The port on 127.0.0.1.
    package let port: Int
    private let requests = Mutex<[Seen]>([])

    private init(port: Int) {
        self.port = port
    }

    /// All requests in the order in which they were whole.
    package var seen: [Seen] { requests.withLock(\.self) }
    package var count: Int { requests.withLock(\.count) }

    /// Runs a server for each behaviour for as long as `body` runs.
    package static func serving<Value: Sendable>(
        _ behaviours: [Behaviour],
        _ body: @Sendable ([FakeBackend]) async throws -> Value
    ) async throws -> Value {
        try await serving(behaviours[...], before: [], body)
    }

    private static func serving<Value: Sendable>(
        _ behaviours: ArraySlice<Behaviour>,
        before: [FakeBackend],
        _ body: @Sendable ([FakeBackend]) async throws -> Value
    ) async throws -> Value {
        guard let behaviour = behaviours.first else { return try await body(before) }
        let listener = try await Listener.bind(port: 0, on: MultiThreadedEventLoopGroup.singleton)
        let backend = FakeBackend(port: listener.port)
        return try await listener.running({ try await backend.serve($0, behaviour) }) {
            try await serving(behaviours.dropFirst(), before: before + [backend], body)
        }
    }

    private func serve(_ exchange: Exchange, _ behaviour: Behaviour) async throws {
        let body = try await exchange.body() ?? []
        let seen = Seen(method: exchange.method, target: exchange.target, fields: exchange.fields, body: body)
        let number = requests.withLock { requests in
            requests.append(seen)
            return requests.count
        }
        try await exchange.answer(behaviour(number, seen))
    }
}

extension Answer {
    package static let ok = Answer(status: 200, body: Array("ok".utf8))
    /// Closes the connection without a byte.
    package static var closing: Answer {
        var answer = Answer(status: 200)
        answer.delivery = .cut(after: 0)
        return answer
    }

    package static func status(_ status: Int) -> Answer { Answer(status: status) }

    package static func text(_ text: String) -> Answer { Answer(status: 200, body: Array(text.utf8)) }
}
