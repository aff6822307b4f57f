import Forwarding
import GatewayEvents
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

    init(_ forwarder: Forwarder, reader: EventReader, sink: LogSink) {
        self.forwarder = forwarder
        self.reader = reader
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
