package import HTTPClient
import HTTPTypes
import Messages
import NIOCore

/// The Lambda Runtime API, version 2018-06-01: plain HTTP on loopback, never through a proxy.
///
/// Source: AWS Lambda, "Using the Lambda runtime API for custom runtimes".
package struct RuntimeAPI: Sendable {
    static let base = "/2018-06-01/runtime/"

    /// No time-out once connected; an idle age that no invocation reaches.
    static let limits = ExchangeLimits(keepAlive: .hours(24))

    let client: HTTPClient
    let endpoint: Endpoint
    let host: String

    /// Makes the API from the value of `AWS_LAMBDA_RUNTIME_API` (`host:port`); nil when it is none.
    package init?(address: String, client: HTTPClient) {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...])
        else {
            return nil
        }
        guard (1...65535).contains(port), colon > address.startIndex else { return nil }
        self.client = client
        endpoint = Endpoint(host: String(address[..<colon]), port: port)
        host = address
    }

    /// Waits for the next invocation, as long as it takes: the environment may be frozen inside this call.
    ///
    /// `asked` is called when the request has been sent.
    func next(asked: (@Sendable () -> Void)? = nil) async throws(RuntimeFailure) -> (
        Invocation, event: [UInt8]
    ) {
        let response = try await call("invocation/next", .get, as: "next", meanwhile: asked)
        guard response.status == 200 else { throw .refused(response, to: "next") }
        // Of a repeated field the first: a joined list would be no id and no number.
        let fields = response.fields
        guard let requestID = fields.first(.requestID)?.value, !requestID.isEmpty else {
            throw .missingRequestID
        }
        let invocation = Invocation(
            requestID: requestID,
            invocationID: fields.first(.invocationID)?.value,
            deadline: fields.first(.deadline).flatMap { Deadline.monotonic(epochMilliseconds: $0.value) },
            traceID: fields.first(.traceID)?.value,
            functionARN: fields.first(.functionARN)?.value,
            tenantID: fields.first(.tenantID)?.value
        )
        return (invocation, response.body)
    }

    /// Answers an invocation.
    ///
    /// What is to be done meanwhile is done when the answer has been sent and its receipt is waited for.
    func respond(
        to invocation: Invocation,
        _ reply: [UInt8],
        meanwhile: (@Sendable () -> Void)? = nil
    ) async throws(RuntimeFailure) {
        let path = "invocation/\(invocation.segment)/response"
        let response = try await call(
            path,
            .post,
            as: "response",
            body: reply[...],
            for: invocation,
            meanwhile: meanwhile
        )
        guard response.status == 202 else { throw .refused(response, to: "response") }
    }

    /// Ends an invocation with an error; only where no answer has begun.
    func report(
        _ error: InvocationError,
        for invocation: Invocation,
        meanwhile: (@Sendable () -> Void)? = nil
    ) async throws(RuntimeFailure) {
        let path = "invocation/\(invocation.segment)/error"
        let response = try await call(
            path,
            .post,
            as: "error",
            body: error.json[...],
            for: invocation,
            error: error,
            meanwhile: meanwhile
        )
        guard response.status == 202 else { throw .refused(response, to: "error") }
    }

    /// Reports that the runtime cannot start; the process ends after it.
    package func reportInit(_ error: InvocationError) async throws(RuntimeFailure) {
        let response = try await call(
            "init/error",
            .post,
            as: "init/error",
            body: error.json[...],
            error: error
        )
        guard response.status == 202 else { throw .refused(response, to: "init/error") }
    }

    private func call(
        _ path: String,
        _ method: HTTPRequest.Method,
        as name: String,
        body: ArraySlice<UInt8> = [],
        for invocation: Invocation? = nil,
        error: InvocationError? = nil,
        meanwhile: (@Sendable () -> Void)? = nil
    ) async throws(RuntimeFailure) -> IncomingResponse {
        var fields: Fields = [.host: host]
        if !body.isEmpty { fields[.contentType] = "application/json" }
        if let id = invocation?.invocationID { fields[.invocationID] = id }
        if let error { fields[.errorType] = error.type }
        let request = OutgoingRequest(
            method: method,
            target: RuntimeAPI.base + path,
            fields: fields,
            body: body
        )
        do throws(ExchangeFailure) {
            // Only the wait for an invocation is ever given up.
            guard invocation == nil else {
                return try await client.wholeExchange(
                    request,
                    with: endpoint,
                    limits: RuntimeAPI.limits,
                    meanwhile: meanwhile
                )
            }
            return try await client.exchange(
                request,
                with: endpoint,
                limits: RuntimeAPI.limits,
                written: meanwhile
            )
        } catch {
            throw .unreachable(error)
        }
    }
}
