package import Messages
import HTTPTypes
import NIOCore
import NIOHTTP1

/// One request on a connection, and the way to answer it.
package final class Exchange {
    package let method: String
    /// The request target as it was sent.
    package let target: String
    package let fields: Fields
    /// Which connection of the listener this is, counted from 0.
    package let connection: Int
    /// The fields behind a chunked body, once it is read to its end.
    package private(set) var trailers: Fields = [:]
    /// Whether the client knows the chunked framing.
    let takesChunks: Bool
    private let wire: Wire
    private let keepsAlive: Bool
    private var awaitsContinue: Bool
    private var bodyIsRead = false
    private var mustClose = false

    init(head: HTTPRequestHead, connection: Int, wire: Wire) {
        method = head.method.rawValue
        target = head.uri
        fields = Fields(head.headers)
        self.connection = connection
        self.wire = wire
        keepsAlive = head.isKeepAlive
        takesChunks = head.version == .http1_1
        awaitsContinue = head.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
    }

    /// The next piece of the body; nil at its end.
    package func nextPiece() async throws -> [UInt8]? {
        guard !bodyIsRead else { return nil }
        if awaitsContinue {
            awaitsContinue = false
            try await wire.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        switch try await wire.nextPart() {
        case .body(let buffer): return Array(buffer.readableBytesView)
        case .end(let trailers):
            bodyIsRead = true
            self.trailers = trailers.map { Fields($0) } ?? [:]
            return nil
        case .head: throw BrokenRequest()
        }
    }

    /// The whole body; nil where it is larger than `limit` bytes.
    package func body(limit: Int = .max) async throws -> [UInt8]? {
        var all: [UInt8] = []
        while let piece = try await nextPiece() {
            guard piece.count <= limit - all.count else {
                mustClose = true
                return nil
            }
            all += piece
        }
        return all
    }

    /// Writes bytes as they are.
    package func write(_ bytes: [UInt8]) async throws {
        try await wire.write(bytes)
    }

    /// Gives an answer, with the faults that are part of it.
    package func answer(_ answer: Answer) async throws {
        if answer.delay > .zero { try await Task.sleep(for: answer.delay) }
        if answer.closes { mustClose = true }
        switch answer.delivery {
        case .whole: try await write(answer.wire(bodyless: method == "HEAD"))
        case .cut(let count):
            mustClose = true
            try await write(Array(answer.wire.prefix(count)))
        case .trickled(let pause):
            for byte in answer.wire {
                try await write([byte])
                if pause > .zero { try await Task.sleep(for: pause) }
            }
        }
    }

    /// Closes the connection after this exchange.
    package func closeAfterwards() {
        mustClose = true
    }

    /// Calls back when the connection is closed, by whichever side, during this exchange.
    package func whenClosed(_ action: @escaping @Sendable () -> Void) {
        wire.whenClosed(action)
    }

    /// Reads what is left of the request; whether the connection goes on.
    func finish() async throws -> Bool {
        wire.whenClosed(nil)
        guard keepsAlive, !mustClose else { return false }
        while try await nextPiece() != nil {}
        return true
    }
}

extension Fields {
    /// The fields in their order, repeats kept; a name that is no token is left out.
    init(_ headers: HTTPHeaders) {
        self.init()
        for (name, value) in headers {
            guard let name = FieldName(name) else { continue }
            append(Field(name: name, value: value))
        }
    }
}
