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
    private let forwarder: Forwarder
    private let sink: LogSink
    private var reader: EventReader

    init(_ forwarder: Forwarder, _ table: RouteTable, sink: LogSink) {
        self.forwarder = forwarder
        reader = EventReader(
            settings: EventSettings(identity: table.identity.map(\.source))
        )
        self.sink = sink
    }

    func handle(_ invocation: Invocation, _ event: consuming [UInt8]) async -> InvocationOutcome {
        let started = NIODeadline.now()
        var record = AccessRecord(requestID: invocation.requestID)
        record.traceID = invocation.traceID
        let outcome = await outcome(of: event, invocation, &record)
        let ended = NIODeadline.now()
        record.total = (ended - started).nanoseconds
        record.remaining = invocation.deadline.map { ($0 - ended).nanoseconds }
        sink.write(record)
        return outcome
    }

    private func outcome(
        of event: consuming [UInt8],
        _ invocation: Invocation,
        _ record: inout AccessRecord
    ) async -> InvocationOutcome {
        do throws(EventError) {
            switch try reader.read(event, requestID: invocation.requestID) {
            case .request(let request, let form):
                record.note(request, form)
                let response = await forwarder.answer(request, before: invocation.deadline, &record)
                return .reply(reply(response, form, to: request, &record))
            case .badRequest(let cause, let form):
                let request = Request(id: invocation.requestID, method: .get, path: RawPath("/"))
                let response = forwarder.answer(denying: request, Denial(.badRequest, cause), &record)
                return .reply(reply(response, form, to: request, &record))
            case .healthCheck(let form):
                record.route = "health check"
                return .reply(reply(Response(status: 200), form, to: nil, &record))
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
        _ record: inout AccessRecord
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
            return reply(forwarder.answer(denying: request, denial, &record), form, to: nil, &record)
        }
    }
}

extension AccessRecord {
    fileprivate mutating func note(_ request: Request, _ form: ReplyForm) {
        frontEnd = form.frontEnd.name
        method = request.method.rawValue
        path = request.path.text
        bytesIn = request.body.count
    }
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
