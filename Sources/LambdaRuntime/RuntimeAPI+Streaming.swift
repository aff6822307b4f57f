import GatewayEvents
import HTTPClient
import HTTPTypes
import Messages
import NIOCore

/// Response streaming, on a connection of its own that is closed afterwards.
///
/// Source: AWS Lambda, "Using the Lambda runtime API for custom runtimes", response streaming.
extension RuntimeAPI {
    /// Sends a reply while it is being made; what breaks it off in the middle goes into the trailers.
    ///
    /// Throws where the Runtime API does not take it to its end.
    func stream(_ reply: StreamedReply, to invocation: Invocation) async throws(RuntimeFailure) {
        let upload: RequestStream
        let trailers: Fields?
        do throws(ExchangeFailure) {
            var limits = RuntimeAPI.limits
            limits.deadline = invocation.deadline
            upload = try await client.upload(head(of: reply, invocation), to: endpoint, limits: limits)
            try await upload.write(reply.opening)
            trailers = try await pump(reply, into: upload)
        } catch {
            reply.abandon(.unreachable(error))
            throw .unreachable(error)
        }
        do throws(RuntimeFailure) {
            let response = try await end(upload, trailers: trailers ?? [:])
            guard response.status == 202, trailers != nil else { throw .refused(response, to: "response") }
        } catch {
            if trailers == nil { reply.abandon(error) }
            throw error
        }
    }

    private func head(of reply: StreamedReply, _ invocation: Invocation) -> OutgoingRequest {
        var fields: Fields = [
            .host: host,
            .contentType: reply.contentType,
            .responseMode: "streaming",
            .trailer: "\(FieldName.errorType.rawName), \(FieldName.errorBody.rawName)",
        ]
        if let id = invocation.invocationID { fields[.invocationID] = id }
        let target = RuntimeAPI.base + "invocation/\(invocation.segment)/response"
        return OutgoingRequest(method: .post, target: target, fields: fields)
    }

    /// Hands on the reply's pieces.
    ///
    /// Gives the trailers that belong behind them; nil where the Runtime API answered before the end and takes
    /// no more.
    private func pump(
        _ reply: StreamedReply,
        into upload: RequestStream
    ) async throws(ExchangeFailure) -> Fields? {
        while !upload.isAnswered {
            let piece: ByteBuffer
            do throws(InvocationError) {
                guard let bytes = try await reply.next() else { return [:] }
                piece = bytes
            } catch {
                let body = Base64.characters(of: error.json)
                return [.errorType: error.type, .errorBody: String(decoding: body, as: UTF8.self)]
            }
            try await upload.write(piece)
        }
        return nil
    }

    private func end(
        _ upload: RequestStream,
        trailers: Fields
    ) async throws(RuntimeFailure) -> IncomingResponse {
        do throws(ExchangeFailure) {
            return try await upload.finish(trailers: trailers)
        } catch {
            throw .unreachable(error)
        }
    }
}
