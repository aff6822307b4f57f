import HTTPTypes
import Messages
import NIOCore

/// How much of a body goes into one buffer.
let sendBufferSize = 64 * 1024

extension Connection {
    /// Sends the exchange's request; its answer comes in by itself.
    func begin(_ exchange: Exchange) {
        guard let context, state == .open else {
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
        let taken = exchange.rest.isEmpty ? whenTaken(exchange, context) : nil
        context.writeAndFlush(wrapOutboundOut(exchange.opening), promise: taken)
        isWritingOpening = false
        guard self.exchange === exchange else { return }
        exchange.didSend = true
        exchange.opening = ByteBuffer()
        sendMore(exchange)
        exchange.upload?.becameWritable()
    }

    /// Sends what of the body the channel takes.
    func sendMore(_ exchange: Exchange) {
        guard exchange.upload == nil else { return }
        while let context, self.exchange === exchange, !exchange.rest.isEmpty {
            guard context.channel.isWritable else { return }
            let chunk = exchange.rest.prefix(sendBufferSize)
            exchange.rest = exchange.rest.dropFirst(chunk.count)
            exchange.record.bytesSent += chunk.count
            let taken =
                (exchange.rest.isEmpty ? whenTaken(exchange, context) : nil)
                ?? context.eventLoop.makePromise(of: Void.self)
            // What breaks a write is told to nobody else: the channel just ends.
            taken.futureResult.assumeIsolated().whenFailure { if $0 is IOError { self.note($0) } }
            context.writeAndFlush(wrapOutboundOut(client.buffer(holding: chunk)), promise: taken)
        }
        if self.exchange === exchange, exchange.phase == .send { exchange.phase = .firstByte }
    }

    /// A promise for the last bytes of the request, where somebody wants to know when the system has them.
    private func whenTaken(_ exchange: Exchange, _ context: ChannelHandlerContext) -> EventLoopPromise<Void>?
    {
        guard let written = exchange.written else { return nil }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenSuccess(written)
        return promise
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let exchange {
            sendMore(exchange)
            exchange.upload?.becameWritable()
        }
        context.fireChannelWritabilityChanged()
    }

    /// Sends one chunk of a streamed body (RFC 9112 section 7.1); false when the channel has enough for now.
    func sendChunk(_ bytes: ByteBuffer, of exchange: Exchange) -> Bool {
        guard let context, self.exchange === exchange, bytes.readableBytes > 0 else { return true }
        var size = context.channel.allocator.buffer(capacity: 20)
        size.writeString(String(bytes.readableBytes, radix: 16))
        size.writeStaticString("\r\n")
        exchange.record.bytesSent += size.readableBytes + bytes.readableBytes + 2
        context.write(wrapOutboundOut(size), promise: nil)
        context.write(wrapOutboundOut(bytes), promise: nil)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: "\r\n")), promise: nil)
        return context.channel.isWritable
    }

    /// Sends the last chunk of a streamed body, with trailers.
    func sendLastChunk(_ trailers: Fields, of exchange: Exchange) {
        guard let context, self.exchange === exchange else { return }
        var end = Array("0\r\n".utf8)
        end += trailers.bytes
        let last = ByteBuffer(bytes: end + [0x0d, 0x0a])
        exchange.record.bytesSent += last.readableBytes
        context.writeAndFlush(wrapOutboundOut(last), promise: nil)
        if exchange.phase == .send { exchange.phase = .firstByte }
    }
}
