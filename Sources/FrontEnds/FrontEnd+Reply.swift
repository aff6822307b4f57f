import GatewayEvents

extension FrontEnd {
    /// What the client gets for a buffered reply, or why it would get a 502 instead.
    package func clientResponse(
        from reply: [UInt8],
        to request: ClientRequest,
        at deployment: Deployment = Deployment()
    ) -> Result<ClientResponse, ReplyProblem> {
        let reader = ReplyReader(frontEnd: self, request: request, deployment: deployment)
        do {
            return .success(try reader.response(from: reply))
        } catch {
            return .failure(error)
        }
    }

    /// What the client gets for a streamed reply: prelude, eight NUL bytes, body.
    package func clientResponse(fromStream reply: [UInt8]) -> Result<ClientResponse, ReplyProblem> {
        do {
            return .success(try streamedResponse(from: reply))
        } catch {
            return .failure(error)
        }
    }

    /// The head of a streamed reply that is arriving, with what is there of its body; nil where its prelude is not
    /// whole yet.
    package func streamedHead(in reply: [UInt8]) -> Result<ClientResponse?, ReplyProblem> {
        do {
            return .success(try readStream(reply))
        } catch {
            return .failure(error)
        }
    }

    private func streamedResponse(from reply: [UInt8]) throws(ReplyProblem) -> ClientResponse {
        guard let response = try readStream(reply) else {
            throw ReplyProblem("no eight NUL bytes end the reply's prelude")
        }
        return response
    }

    private func readStream(_ reply: [UInt8]) throws(ReplyProblem) -> ClientResponse? {
        guard self == .rest || self == .url else {
            throw ReplyProblem("this front end takes no streamed reply")
        }
        let end = FrontEnd.delimiter(in: reply)
        guard self != .rest || (end.map { $0 + 8 } ?? reply.count) <= 16 * 1024 else {
            throw ReplyProblem("the reply's prelude has more than 16 KiB")
        }
        guard let end else { return nil }
        let prelude: JSONValue
        do {
            prelude = try JSONValue(reading: Array(reply[..<end]))
        } catch {
            throw ReplyProblem("the reply's prelude is no JSON: \(error)")
        }
        guard case .object = prelude else { throw ReplyProblem("the reply's prelude is no JSON object") }
        let head = ReplyHead(members: prelude, frontEnd: self)
        let status = prelude["statusCode"] == nil ? 200 : try head.status()
        return ClientResponse(status: status, fields: try head.fields(), body: Array(reply[(end + 8)...]))
    }

    /// Where the first eight NUL bytes in a row begin.
    private static func delimiter(in reply: [UInt8]) -> Int? {
        var zeros = 0
        for (position, byte) in reply.enumerated() {
            zeros = byte == 0 ? zeros + 1 : 0
            if zeros == 8 { return position - 7 }
        }
        return nil
    }
}
