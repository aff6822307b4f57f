import FrontEnds
import Messages

/// Replies that go to the client as they arrive.
extension GatewayServer {
    /// Reads up to the end of the prelude; the head with the first bytes of the body, or what came instead.
    func streamedHead(of reply: ArrivingReply) async -> Result<ClientResponse, ReplyProblem> {
        var bytes: [UInt8] = []
        while true {
            let part = await reply.next()
            guard case .bytes(let piece) = part else {
                if case .ended = part { return settings.frontEnd.clientResponse(fromStream: bytes) }
                return .failure(problem(part))
            }
            bytes += piece
            switch settings.frontEnd.streamedHead(in: bytes) {
            case .success(let head?): return .success(head)
            case .success(nil): reply.passed(piece.count)
            case .failure(let problem): return .failure(problem)
            }
        }
    }

    /// Passes a body on as it arrives; why it broke off, or nil where it is whole.
    ///
    /// A client can only tell from the connection's end that an answer whose head it has is not whole.
    func stream(_ head: ClientResponse, _ reply: ArrivingReply, to exchange: Exchange) async throws
        -> ReplyProblem?
    {
        let answer = StreamedAnswer(head, to: exchange)
        try await answer.begin()
        try await answer.write(head.body)
        while true {
            switch await reply.next() {
            case .bytes(let bytes):
                try await answer.write(bytes)
                reply.passed(bytes.count)
            case .ended(let trailers) where trailers[.lambdaErrorType] == nil:
                try await answer.end()
                return nil
            case let part:
                exchange.closeAfterwards()
                return problem(part)
            }
        }
    }

    /// Why there is no whole reply.
    func problem(_ part: ReplyPart) -> ReplyProblem {
        switch part {
        case .failed(let type, let body):
            ReplyProblem("the function failed: \(type ?? "") \(String(decoding: body, as: UTF8.self))")
        case .timedOut: ReplyProblem("no reply within \(settings.functionTimeout)", status: 504)
        case .tooLarge: ReplyProblem("the reply is larger than Lambda takes")
        case .exited: ReplyProblem("the bootstrap ended while it had the event")
        case .ended(let trailers):
            ReplyProblem("the bootstrap broke its reply off: \(trailers[.lambdaErrorType] ?? "no cause")")
        case .began, .bytes, .brokeOff: ReplyProblem("the bootstrap's reply broke off")
        }
    }
}

/// An answer that is written piece by piece.
private struct StreamedAnswer {
    private let exchange: Exchange
    private let head: ClientResponse
    private let isChunked: Bool
    private let hasBody: Bool

    init(_ head: ClientResponse, to exchange: Exchange) {
        self.head = head
        self.exchange = exchange
        hasBody = exchange.method != "HEAD" && head.status != 204 && head.status != 304
        isChunked = hasBody && exchange.takesChunks
    }

    func begin() async throws {
        var answer = Answer(ClientResponse(status: head.status, fields: head.fields, body: []))
        if hasBody {
            answer.fields[.contentLength] = nil
            if isChunked {
                answer.fields[.transferEncoding] = "chunked"
            } else {
                // RFC 9112 section 6.3: without a framing the body ends with the connection.
                answer.fields[.connection] = "close"
                exchange.closeAfterwards()
            }
        }
        try await exchange.write(answer.head)
    }

    func write(_ bytes: [UInt8]) async throws {
        guard hasBody, !bytes.isEmpty else { return }
        guard isChunked else { return try await exchange.write(bytes) }
        try await exchange.write(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [13, 10])
    }

    func end() async throws {
        if isChunked { try await exchange.write(Array("0\r\n\r\n".utf8)) }
    }
}
