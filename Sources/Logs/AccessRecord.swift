import Logging

/// What one invocation did, for its line in the log; nothing secret has a place in it.
///
/// Query values, `Authorization`, cookies and bodies never enter: the path is kept without its query.
package struct AccessRecord: Sendable {
    package var requestID: String
    package var traceID: String?
    /// The W3C trace context's `traceparent`, as the client sent it.
    package var traceParent: String?
    /// Which front end made the event, such as `http-api`.
    package var frontEnd: String?
    package var method: String?
    /// The path that was matched, without the query.
    package var path: String?
    package var route: String?
    package var backend: String?
    /// The backend's address as the table writes it, its `${NAME}` kept.
    package var endpoint: String?
    package var status: Int?
    /// Bytes of the request's and of the answer's body.
    package var bytesIn = 0
    package var bytesOut = 0
    /// How often the request was sent, retries and replaced connections included.
    package var attempts = 0
    /// How often the table's `retry` sent it again.
    package var retries = 0
    /// Whether the last attempt went out on a kept connection; nil where nothing was sent.
    package var reusedConnection: Bool?
    /// Durations in nanoseconds; nil where the step was not reached.
    package var match: Int64?
    package var connect: Int64?
    package var firstByte: Int64?
    /// How long the exchanges with the backend took, all attempts together.
    package var backendTime: Int64?
    package var total: Int64?
    /// What was left until Lambda's deadline when the answer was ready, in nanoseconds.
    package var remaining: Int64?
    /// The kind of failure, one of the table's error keys or `invocation`.
    package var error: String?
    /// What exactly failed, for the operator; never sent to the client.
    package var cause: String?
    /// What the route's policies did and why, in the order of work; nothing that a caller or a secret holds.
    package var notes: [String] = []

    package init(requestID: String) {
        self.requestID = requestID
    }
}

extension LogSink {
    /// Writes the line of one invocation: at `info` level, or at `error` where the forwarder itself failed.
    ///
    /// It does not go through swift-log's metadata, whose dictionary costs more than the whole line.
    package func write(_ record: AccessRecord) {
        let line = line(for: record)
        if let line { write(line) }
    }

    func line(for record: AccessRecord) -> LineBuffer? {
        let severity: Logger.Level = record.error == nil ? .info : .error
        guard severity >= level else { return nil }
        var line = LineBuffer(format)
        if format == .json { line.field("timestamp", Timestamp.now()) }
        line.field("level", severity.lambdaName)
        line.field("message", "request")
        line.field("requestId", record.requestID)
        line.add(record)
        line.end()
        return line
    }
}

extension LineBuffer {
    fileprivate mutating func add(_ record: AccessRecord) {
        optional("traceId", record.traceID)
        optional("traceparent", record.traceParent)
        optional("frontEnd", record.frontEnd)
        optional("method", record.method)
        optional("path", record.path)
        optional("route", record.route)
        optional("backend", record.backend)
        optional("endpoint", record.endpoint)
        if let status = record.status { field("status", status) }
        field("bytesIn", record.bytesIn)
        field("bytesOut", record.bytesOut)
        field("attempts", record.attempts)
        if let reused = record.reusedConnection { field("reused", reused) }
        optional("matchMs", record.match)
        optional("connectMs", record.connect)
        optional("firstByteMs", record.firstByte)
        optional("backendMs", record.backendTime)
        optional("totalMs", record.total)
        optional("remainingMs", record.remaining)
        optional("error", record.error)
        optional("cause", record.cause)
        if !record.notes.isEmpty { field("notes", record.notes.joined(separator: "; ")) }
    }

    private mutating func optional(_ name: StaticString, _ value: String?) {
        if let value { field(name, value) }
    }

    private mutating func optional(_ name: StaticString, _ nanoseconds: Int64?) {
        if let nanoseconds { milliseconds(name, nanoseconds: nanoseconds) }
    }
}
