package import HTTPTypes

/// One event on its way to a runtime, with the fields that `next` gives beside it.
package struct Invocation: Sendable {
    package var requestID: String
    package var event: [UInt8]
    /// What `next` answers besides the event; the two identifiers and the deadline among them.
    package var fields: HTTPFields

    /// An invocation as Lambda hands it out.
    ///
    /// `deadline` is in milliseconds since 1970; `invocationID` nil leaves out the field, as Lambda did before
    /// July 2026.
    package init(
        requestID: String,
        event: [UInt8],
        deadline: Int64,
        invocationID: String? = nil,
        traceID: String? = nil
    ) {
        self.requestID = requestID
        self.event = event
        fields = [.lambdaRequestID: requestID, .lambdaDeadline: String(deadline), .contentType: "application/json"]
        fields[.lambdaFunctionARN] = "arn:aws:lambda:us-east-1:012345678912:function:switchyard"
        fields[.lambdaInvocationID] = invocationID
        fields[.lambdaTraceID] = traceID
    }

    var answer: Answer { Answer(status: 200, fields: fields, body: event) }
}

extension HTTPField.Name {
    package static var lambdaRequestID: Self { named("Lambda-Runtime-Aws-Request-Id") }
    package static var lambdaInvocationID: Self { named("Lambda-Runtime-Invocation-Id") }
    package static var lambdaDeadline: Self { named("Lambda-Runtime-Deadline-Ms") }
    package static var lambdaFunctionARN: Self { named("Lambda-Runtime-Invoked-Function-Arn") }
    package static var lambdaTraceID: Self { named("Lambda-Runtime-Trace-Id") }
    package static var lambdaResponseMode: Self { named("Lambda-Runtime-Function-Response-Mode") }
    package static var lambdaErrorType: Self { named("Lambda-Runtime-Function-Error-Type") }
    package static var lambdaErrorBody: Self { named("Lambda-Runtime-Function-Error-Body") }

    // The names above are tokens, so the second operand is never reached.
    private static func named(_ text: String) -> Self { Self(text) ?? .contentType }
}
