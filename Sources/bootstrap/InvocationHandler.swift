import Forwarding
import GatewayEvents
import HTTPTypes
import LambdaRuntime
import Logs
import Messages
import NIOCore
import Routing

/// What one invocation goes through: event in, forwarder, reply out, one line in the log.
///
/// It lives on the event loop; the reader inside keeps what it learns of field names.
final class InvocationHandler: @unchecked Sendable {
    private var serving: ServedTable
    private var reader: EventReader
    private let streams: Bool
    private let sink: LogSink
    private var metrics: RequestMetrics?

    /// With `streams`, front ends that can take a streamed answer get one.
    init(_ serving: ServedTable, streams: Bool, sink: LogSink) {
        self.serving = serving
        reader = EventReader(settings: serving.eventSettings)
        metrics = serving.metrics.map { RequestMetrics(namespace: $0.namespace) }
        self.streams = streams
        self.sink = sink
    }

    /// How the table in force wants to be read again, and where its metrics go.
    var reload: Reload { serving.reload }
    var metricsNamespace: String? { metrics?.namespace }

    /// Serves another table from now on; what is under way keeps the one that it began with.
    func serve(_ serving: ServedTable) {
        self.serving = serving
        reader.settings = serving.eventSettings
        if serving.metrics?.namespace != metrics?.namespace {
            metrics = serving.metrics.map { RequestMetrics(namespace: $0.namespace) }
        }
    }

    func handle(_ invocation: Invocation, _ event: consuming [UInt8]) async -> InvocationOutcome {
        let started = NIODeadline.now()
        var record = AccessRecord(requestID: invocation.requestID)
        record.traceID = invocation.traceID
        let outcome = await outcome(of: event, invocation, from: started, &record)
        // A streamed answer writes its line when it has gone.
        if case .stream = outcome { return outcome }
        end(&record, invocation, from: started)
        let ended = record
        let afterwards: @Sendable () -> Void = { [self] in write(ended) }
        switch outcome {
        case .reply(let bytes, _): return .reply(bytes, afterwards: afterwards)
        case .failure(let error, _): return .failure(error, afterwards: afterwards)
        case .stream: return outcome
        }
    }

    private func outcome(
        of event: consuming [UInt8],
        _ invocation: Invocation,
        from started: NIODeadline,
        _ record: inout AccessRecord
    ) async -> InvocationOutcome {
        // Kept to the end, though another table may take over meanwhile.
        let serving = serving
        do throws(EventError) {
            switch try reader.read(event, requestID: invocation.requestID) {
            case .request(var request, let form):
                record.note(&request, form, invocation)
                guard streams && form.streams else {
                    let answer = await serving.forwarder.answer(request, before: invocation.deadline, &record)
                    return .reply(reply(answer.response, form, to: request, &record, serving))
                }
                let answer = await serving.forwarder.answer(
                    request,
                    before: invocation.deadline,
                    streams: true,
                    &record
                )
                return stream(answer, form, to: request, invocation, from: started, &record, serving)
            case .badRequest(let cause, let form):
                let request = Request(id: invocation.requestID, method: .get, path: RawPath("/"))
                let response = serving.forwarder.answer(denying: request, Denial(.badRequest, cause), &record)
                guard streams && form.streams else {
                    return .reply(reply(response, form, to: request, &record, serving))
                }
                let answer = ForwardedAnswer(response)
                return stream(answer, form, to: request, invocation, from: started, &record, serving)
            case .healthCheck(let form):
                record.route = "health check"
                return .reply(reply(Response(status: 200), form, to: nil, &record, serving))
            }
        } catch {
            record.error = "invocation"
            record.cause = error.description
            return .failure(InvocationError(type: error.errorType, message: error.description))
        }
    }

    /// The answer in the front end's form; one that it would not carry becomes `answerTooLarge`.
    private func reply(
        _ response: Response,
        _ form: ReplyForm,
        to request: Request?,
        _ record: inout AccessRecord,
        _ serving: ServedTable
    ) -> [UInt8] {
        switch form.reply(response) {
        case .payload(let bytes):
            record.status = response.status
            record.bytesOut = response.body.count
            return bytes
        case .tooLarge(let size, let limit):
            guard let request else { return [] }
            let cause = "the answer makes a payload of \(size) bytes, the front end carries \(limit)"
            let denial = Denial(.answerTooLarge, cause)
            var own = serving.forwarder.answer(denying: request, denial, &record)
            // A script that might have read the answer may read why there is none.
            for field in response.fields where field.name.isGrantOfCORS { own.fields.append(field) }
            return reply(own, form, to: nil, &record, serving)
        }
    }

    /// The answer as a stream; a head that the front end would not carry becomes `answerTooLarge`.
    private func stream(
        _ answer: ForwardedAnswer,
        _ form: ReplyForm,
        to request: Request?,
        _ invocation: Invocation,
        from started: NIODeadline,
        _ record: inout AccessRecord,
        _ serving: ServedTable
    ) -> InvocationOutcome {
        let prelude = form.prelude(answer.response)
        guard case .payload(let opening) = prelude else {
            answer.rest?.cancel()
            guard let request, case .tooLarge(let size, let limit) = prelude else {
                let message = "the table's own answer has a head that no front end carries"
                return .failure(InvocationError(type: "Function.AnswerTooLarge", message: message))
            }
            let cause = "the answer's head makes a prelude of \(size) bytes, the front end carries \(limit)"
            let own = serving.forwarder.answer(denying: request, Denial(.answerTooLarge, cause), &record)
            let answer = ForwardedAnswer(own)
            return stream(answer, form, to: nil, invocation, from: started, &record, serving)
        }
        record.status = answer.response.status
        let hasBody = form.mayHaveBody(answer.response.status)
        let streamed = StreamedAnswer(answer.rest, hasBody: hasBody, record) { [self] record in
            end(&record, invocation, from: started)
            write(record)
        }
        return .stream(streamed.reply(opening: opening, hasBody ? answer.response.body : []))
    }

    private func end(_ record: inout AccessRecord, _ invocation: Invocation, from started: NIODeadline) {
        let ended = NIODeadline.now()
        record.total = (ended - started).nanoseconds
        record.remaining = invocation.deadline.map { ($0 - ended).nanoseconds }
    }

    /// Writes what the log and the metrics learn of an invocation.
    private func write(_ record: AccessRecord) {
        metrics?.write(record, to: sink)
        sink.write(record)
    }
}

extension AccessRecord {
    /// Notes who asks for what, and under which trace; a request without a trace gets the invocation's.
    fileprivate mutating func note(_ request: inout Request, _ form: ReplyForm, _ invocation: Invocation) {
        frontEnd = form.frontEnd.name
        method = request.method.rawValue
        path = request.path.text
        bytesIn = request.body.count
        traceParent = request.fields.first(.traceParent)?.value
        if let trace = request.fields.first(.amazonTrace) {
            traceID = traceID ?? trace.value
        } else if let traceID {
            request.fields.append(.amazonTrace, traceID)
        }
    }
}

extension FieldName {
    fileprivate static let amazonTrace = FieldName.known("X-Amzn-Trace-Id")
    fileprivate static let traceParent = FieldName.known("traceparent")
}

extension ReplyForm.FrontEnd {
    /// The front end's name in the log.
    fileprivate var name: String {
        switch self {
        case .rest: "rest-api"
        case .http: "http-api"
        case .http1: "http-api-1.0"
        case .url: "function-url"
        case .alb: "alb"
        case .albMultiValue: "alb-multi-value"
        case .lattice: "lattice"
        case .direct: "direct"
        }
    }
}

extension FieldName {
    /// Whether the field says which scripts may read an answer (Fetch standard, section 3.2).
    fileprivate var isGrantOfCORS: Bool { self == .vary || canonicalName.hasPrefix("access-control-") }
}
