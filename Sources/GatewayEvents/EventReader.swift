import Messages

/// Reads invocation events; made once and kept, for what it remembers from one event to the next.
package struct EventReader: Sendable {
    package var settings: EventSettings
    private var nodes: [JSONNode] = []

    /// The most nodes whose storage is kept for the next event.
    private static let keptNodes = 4096

    package init(settings: EventSettings = EventSettings()) {
        self.settings = settings
    }

    /// Reads one event; its array becomes the request's body and is changed in place, so hand over the only
    /// reference to it.
    ///
    /// - Parameters:
    ///   - event: the invocation's payload.
    ///   - requestID: the invocation's request id, for `Request.id`.
    /// - Returns: what the event asks for.
    /// - Throws: `EventError` where it is no HTTP front end's event.
    package mutating func read(
        _ event: consuming [UInt8],
        requestID: String
    ) throws(EventError) -> GatewayEvent {
        let finding = try unsafe event.withUnsafeMutableBufferPointer { buffer throws(EventError) in
            try unsafe read(buffer, requestID: requestID)
        }
        switch consume finding {
        case .request(var request, let form, let body):
            if let body, !body.isEmpty { request.body = event[body] }
            return .request(request, form)
        case .healthCheck(let form): return .healthCheck(form)
        case .badRequest(let reason, let form): return .badRequest(reason, form)
        }
    }

    /// An event's meaning while its bytes are lent out: the body is still a place in them.
    private enum Finding {
        case request(Request, ReplyForm, body: Range<Int>?)
        case healthCheck(ReplyForm)
        case badRequest(String, ReplyForm)
    }

    private mutating func read(
        _ buffer: UnsafeMutableBufferPointer<UInt8>,
        requestID: String
    ) throws(EventError) -> Finding {
        nodes.removeAll(keepingCapacity: nodes.count <= EventReader.keptNodes)
        var parser = unsafe JSONParser(buffer, nodes: nodes)
        nodes = []
        let places: Event.Places
        do {
            places = try parser.parseEvent()
        } catch {
            throw .malformed(error)
        }
        let event = Event(tape: JSONTape(text: parser.text, nodes: parser.nodes), places: places)
        defer { nodes = event.tape.nodes }
        return try interpret(event, requestID: requestID, writing: parser.output)
    }

    private mutating func interpret(
        _ event: Event,
        requestID: String,
        writing output: WritableBytes
    ) throws(EventError) -> Finding {
        guard let frontEnd = event.frontEnd() else {
            guard event.isFromWarmer else { throw .notHTTP(event.foreignName()) }
            return .healthCheck(ReplyForm(.direct, isHead: false))
        }
        let form = ReplyForm(frontEnd, isHead: event.isHead(from: frontEnd))
        do {
            let request = try event.request(id: requestID, from: frontEnd, settings)
            if request.isHealthCheck(from: frontEnd) { return .healthCheck(form) }
            return .request(request, form, body: try event.body(writing: output))
        } catch {
            switch error {
            case .incomplete(let part): throw .incomplete(part)
            case .bad(let reason): return .badRequest(reason, form)
            }
        }
    }
}
