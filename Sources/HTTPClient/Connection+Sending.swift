import HTTPTypes
import Messages
import NIOCore

/// How much of a body goes into one buffer.
let sendBufferSize = 64 * 1024

extension Connection {
    /// Sends the exchange's request; its answer comes in by itself.
    func begin(_ exchange: Exchange) {
        guard state == .open else {
            exchange.didSend = false
            return client.broke(exchange, ExchangeFault(kind: .closed, sentence: "the connection had ended"))
        }
        self.exchange = exchange
        exchange.connection = self
        exchange.phase = .send
        exchange.record.attempts += 1
        exchange.record.address = address
        exchange.didSend = false
        exchange.rest = exchange.request.body.dropFirst(exchange.openingBodyCount)
        let isHead = exchange.request.method == .head
        parser = ResponseParser(isHead: isHead, limits: exchange.limits)
        exchange.record.bytesSent += exchange.opening.readableBytes
        isWritingOpening = true
        takenBefore = bytesTaken
        send(exchange.opening, whenTaken: whenTaken(exchange))
        isWritingOpening = false
        guard self.exchange === exchange else { return }
        exchange.didSend = true
        exchange.opening = ByteBuffer()
        sendMore(exchange)
        exchange.upload?.becameWritable()
    }

    /// Sends what of the body the socket takes.
    func sendMore(_ exchange: Exchange) {
        guard exchange.upload == nil else { return }
        while self.exchange === exchange, !exchange.rest.isEmpty {
            guard isWritable else { return }
            let chunk = exchange.rest.prefix(sendBufferSize)
            exchange.rest = exchange.rest.dropFirst(chunk.count)
            exchange.record.bytesSent += chunk.count
            send(client.buffer(holding: chunk), whenTaken: whenTaken(exchange))
        }
        if self.exchange === exchange, exchange.phase == .send { exchange.phase = .firstByte }
    }

    /// Who wants to know when the system has all of the request, where its last bytes are being sent.
    private func whenTaken(_ exchange: Exchange) -> (() -> Void)? {
        guard exchange.rest.isEmpty else { return nil }
        return exchange.written
    }

    func becameWritable() {
        guard let exchange else { return }
        sendMore(exchange)
        exchange.upload?.becameWritable()
    }

    /// Sends one chunk of a streamed body (RFC 9112 section 7.1); false when the socket has enough for now.
    func sendChunk(_ bytes: ByteBuffer, of exchange: Exchange) -> Bool {
        guard self.exchange === exchange, bytes.readableBytes > 0 else { return true }
        var chunk = ByteBufferAllocator().buffer(capacity: bytes.readableBytes + 20)
        chunk.writeString(String(bytes.readableBytes, radix: 16))
        chunk.writeStaticString("\r\n")
        chunk.writeImmutableBuffer(bytes)
        chunk.writeStaticString("\r\n")
        exchange.record.bytesSent += chunk.readableBytes
        send(chunk)
        return isWritable
    }

    /// Sends the last chunk of a streamed body, with trailers.
    func sendLastChunk(_ trailers: Fields, of exchange: Exchange) {
        guard self.exchange === exchange else { return }
        var end = Array("0\r\n".utf8)
        end += trailers.bytes
        let last = ByteBuffer(bytes: end + [0x0d, 0x0a])
        exchange.record.bytesSent += last.readableBytes
        send(last)
        if exchange.phase == .send { exchange.phase = .firstByte }
    }
}
