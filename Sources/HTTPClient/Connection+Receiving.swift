import Messages
import NIOCore

extension Connection {
    /// Takes bytes of the answer.
    func take(_ bytes: ByteBuffer) {
        guard let exchange else {
            // Nobody has asked: whatever this is, no later answer may be taken for it.
            return close()
        }
        exchange.noteReceived(bytes.readableBytes)
        parser.append(bytes)
        receive(exchange)
        // The peer has to wait while the streamed body is not taken.
        if let stream = self.exchange?.stream, stream.hasEnough { setReading(false) }
    }

    /// Reads on after the streamed body has been taken.
    func resumeReading() {
        setReading(true)
    }

    private func receive(_ exchange: Exchange) {
        do throws(ParseFault) {
            while self.exchange === exchange {
                switch try parser.next() {
                case .waiting: return
                case .head(let head): received(head, exchange)
                case .body(let bytes): received(bytes, exchange)
                case .end: answerEnded(exchange)
                }
            }
        } catch {
            fail(exchange, ExchangeFault(error))
        }
    }

    private func received(_ head: ResponseHead, _ exchange: Exchange) {
        exchange.phase = .body
        exchange.head = head
        peerKeepAlive = head.keepAliveTimeout ?? peerKeepAlive
        switch exchange.receiver {
        case .streamed: client.answerBegins(exchange, head)
        case .whole, .waiting: exchange.reserveBody()
        case nil: break
        }
    }

    private func received(_ bytes: ByteBuffer, _ exchange: Exchange) {
        if let stream = exchange.stream {
            stream.receive(bytes)
        } else {
            unsafe bytes.withUnsafeReadableBytes { unsafe exchange.body.append(contentsOf: $0) }
        }
    }

    /// The answer is whole: the connection is kept when both sides are done with it.
    func answerEnded(_ exchange: Exchange) {
        let isSent = exchange.rest.isEmpty && exchange.upload == nil
        let isReusable = state == .open && isSent && parser.allowsReuse && !parser.hasLeftover
        release(exchange)
        if isReusable { client.keep(self) } else { close() }
        client.answered(exchange)
    }

    /// The exchange failed: nothing of what may still come can be trusted.
    func fail(_ exchange: Exchange, _ fault: ExchangeFault) {
        if isWritingOpening { exchange.didSend = bytesTaken > takenBefore }
        release(exchange)
        close()
        client.broke(exchange, fault)
    }

    private func release(_ exchange: Exchange) {
        self.exchange = nil
        exchange.connection = nil
        parser.releaseInput()
        resumeReading()
    }
}

extension ResponseHead {
    /// The time that `Keep-Alive: timeout=5` names; nil where there is none.
    var keepAliveTimeout: TimeAmount? {
        guard let line = fields.lines.first(where: { $0.traits.contains(.keepAlive) }) else { return nil }
        for part in Field(of: fields, at: line).value.utf8.split(separator: UInt8(ascii: ",")) {
            let sides = part.split(separator: UInt8(ascii: "="))
            guard sides.count == 2, let name = String(sides[0]), let value = String(sides[1]) else {
                continue
            }
            guard name.drop(while: { $0 == " " }) == "timeout" else { continue }
            if let seconds = Int64(value), (0...86_400).contains(seconds) { return .seconds(seconds) }
        }
        return nil
    }
}
