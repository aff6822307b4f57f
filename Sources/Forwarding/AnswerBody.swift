import HTTPClient
package import Logs
package import NIOCore

/// A backend's body that is handed on as it comes; what is not read makes the backend wait.
package struct AnswerBody: Sendable {
    private let body: ResponseBody
    /// The name of what would end the exchange, for the log.
    private let limit: String
    private let deadline: NIODeadline?
    /// The copy of the request that is waited for when the body has ended.
    private let copy: MirrorCopy?

    init(_ body: ResponseBody, limit: String, before deadline: NIODeadline?, awaiting copy: MirrorCopy?) {
        self.body = body
        self.limit = limit
        self.deadline = deadline
        self.copy = copy
    }

    /// The next bytes, never none; nil at the end of a whole body.
    package func next() async throws(Denial) -> ByteBuffer? {
        do throws(ExchangeFailure) {
            return try await body.next()
        } catch {
            throw Denial(error.naming(limit))
        }
    }

    /// Does what is left when the body has ended, well or not; the record learns how long the backend took.
    package func settle(_ record: inout AccessRecord) async {
        record.addBackendTime(body.record)
        if let copy { record.notes.append(await copy.settle(before: deadline)) }
    }

    /// Wants no more of it; the backend's connection is closed.
    package func cancel() {
        body.cancel()
    }
}

extension ExchangeFailure {
    /// The failure with the table's name of the limit in its sentence, where one was hit.
    func naming(_ limitName: String) -> ExchangeFailure {
        guard case .timedOut(let limit) = kind else { return self }
        var failure = self
        failure.sentence += ", limited by \(limit == .connect ? "`timeouts.connect`" : limitName)"
        return failure
    }
}
