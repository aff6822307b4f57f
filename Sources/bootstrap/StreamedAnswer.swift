import Forwarding
import LambdaRuntime
import Logs
import NIOCore
import Routing

/// A streamed answer on its way out: what went is counted, and told when all has gone or it broke off.
final class StreamedAnswer: @unchecked Sendable {
    private let rest: AnswerBody?
    private let hasBody: Bool
    private var record: AccessRecord
    private let finish: (inout AccessRecord) -> Void

    /// Where the answer may have no body, the backend's is not handed on.
    init(
        _ rest: AnswerBody?,
        hasBody: Bool,
        _ record: AccessRecord,
        finish: @escaping (inout AccessRecord) -> Void
    ) {
        self.rest = rest
        self.hasBody = hasBody
        self.record = record
        self.finish = finish
    }

    /// The reply for the Runtime API, which begins with the prelude and what there is of the body.
    func reply(opening prelude: [UInt8], _ body: ArraySlice<UInt8>) -> StreamedReply {
        record.bytesOut = body.count
        var opening = ByteBuffer()
        opening.reserveCapacity(prelude.count + body.count)
        opening.writeBytes(prelude)
        opening.writeBytes(body)
        return StreamedReply(opening: opening) { () async throws(InvocationError) in
            try await self.next()
        } abandon: {
            self.abandon(because: $0)
        }
    }

    private func next() async throws(InvocationError) -> ByteBuffer? {
        guard let rest, hasBody else {
            rest?.cancel()
            await end()
            return nil
        }
        do throws(Denial) {
            if let bytes = try await rest.next() {
                record.bytesOut += bytes.readableBytes
                return bytes
            }
        } catch {
            record.error = error.kind.rawValue
            record.cause = error.cause
            await end()
            throw InvocationError(type: error.invocationErrorType, message: error.message)
        }
        await end()
        return nil
    }

    private func end() async {
        await rest?.settle(&record)
        finish(&record)
    }

    private func abandon(because failure: RuntimeFailure) {
        rest?.cancel()
        record.error = "invocation"
        record.cause = failure.description
        finish(&record)
    }
}
