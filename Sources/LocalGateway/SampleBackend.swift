import HTTPTypes
package import Messages
package import NIOCore

/// A small private service to forward to: it answers with what it got, as JSON.
///
/// A few paths do something else: `/status/CODE`, `/delay/MILLISECONDS`, `/bytes/COUNT` (binary), `/echo` (the body
/// as it came), `/stream/COUNT` (lines, five a second), `/cookies` (two of them), `/break` (closes in the middle of
/// its answer), `/garbage` (no HTTP).
package struct SampleBackend: Sendable {
    package let port: Int
    private let listener: Listener

    /// Runs a backend for as long as `body` runs; `whenAsked` hears one line a request.
    package static func serving<Result: Sendable>(
        _ name: String,
        port: Int = 0,
        on group: any EventLoopGroup,
        whenAsked: @escaping @Sendable (String) -> Void = { _ in },
        _ body: @Sendable (SampleBackend) async throws -> Result
    ) async throws -> Result {
        let listener = try await Listener.bind(port: port, on: group)
        let backend = SampleBackend(port: listener.port, listener: listener)
        return try await listener.running({ exchange in
            let bytes = try await exchange.body() ?? []
            whenAsked("\(name) got \(exchange.method) \(exchange.target), \(bytes.count) bytes of body")
            let path = exchange.target.prefix { $0 != "?" }.split(separator: "/")
            if path.count == 2, path[0] == "stream", let count = Int(path[1]) {
                try await SampleBackend.stream(count, to: exchange)
            } else {
                try await exchange.answer(SampleBackend.answer(to: exchange, bytes, name))
            }
        }) {
            try await body(backend)
        }
    }

    private static func answer(to exchange: Exchange, _ body: [UInt8], _ name: String) -> Answer {
        let path = exchange.target.prefix { $0 != "?" }.split(separator: "/")
        let number = path.count == 2 ? Int(path[1]) : nil
        switch (path.first, number) {
        case ("status", let code?) where (200...599).contains(code):
            return Answer(status: code, fields: [.sampleBackend: name])
        case ("delay", let milliseconds?):
            var answer = echo(exchange, body, name)
            answer.delay = .milliseconds(milliseconds)
            return answer
        case ("bytes", let count?) where (0...100_000_000).contains(count):
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            return Answer(status: 200, fields: [.contentType: "application/octet-stream"], body: bytes)
        case ("echo", nil):
            let type = exchange.fields[.contentType] ?? "application/octet-stream"
            return Answer(status: 200, fields: [.contentType: type, .sampleBackend: name], body: body)
        case ("cookies", nil): return cookies(exchange, body, name)
        case ("break", nil):
            var answer = Answer(status: 200, body: Array("half of it".utf8))
            answer.delivery = .cut(after: answer.wire.count - " of it".utf8.count)
            return answer
        case ("garbage", nil): return .raw("this is no HTTP\r\n\r\n")
        default: return echo(exchange, body, name)
        }
    }

    /// Lines that come one after the other, so that a streamed answer can be watched.
    private static func stream(_ count: Int, to exchange: Exchange) async throws {
        try await exchange.write(
            Answer(status: 200, fields: [.contentType: "text/plain", .transferEncoding: "chunked"]).head
        )
        for number in 1...max(1, min(count, 10_000)) {
            if number > 1 { try await Task.sleep(for: .milliseconds(200)) }
            let line = "line \(number)\n"
            try await exchange.write(Array("\(String(line.utf8.count, radix: 16))\r\n\(line)\r\n".utf8))
        }
        try await exchange.write(Array("0\r\n\r\n".utf8))
    }

    private static func cookies(_ exchange: Exchange, _ body: [UInt8], _ name: String) -> Answer {
        var answer = echo(exchange, body, name)
        answer.fields.append(.setCookie, "a=1; Path=/")
        answer.fields.append(.setCookie, "b=2, really; Path=/")
        return answer
    }

    private static func echo(_ exchange: Exchange, _ body: [UInt8], _ name: String) -> Answer {
        Answer(
            status: 200,
            fields: [.contentType: "application/json", .sampleBackend: name],
            body: Array(Received(exchange, body: body, by: name).json.utf8)
        )
    }
}

extension FieldName {
    /// Which sample backend answered.
    package static var sampleBackend: Self { .known("X-Sample-Backend") }
}
