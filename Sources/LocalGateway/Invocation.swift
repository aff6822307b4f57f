package import Messages

/// One event on its way to a runtime, with the fields that `next` gives beside it.
package struct Invocation: Sendable {
    package var requestID: String
    package var event: [UInt8]
    /// What `next` answers besides the event; the two identifiers and the deadline among them.
    package var fields: Fields
    /// Holds the runtime back while whoever takes its reply is behind.
    package var pacing: Pacing?

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
        fields = [
            .lambdaRequestID: requestID, .lambdaDeadline: String(deadline), .contentType: "application/json",
        ]
        fields[.lambdaFunctionARN] = "arn:aws:lambda:us-east-1:012345678912:function:switchyard"
        fields[.lambdaInvocationID] = invocationID
        fields[.lambdaTraceID] = traceID
    }

    /// An invocation with just these fields beside its event.
    package init(requestID: String, event: [UInt8], fields: Fields) {
        self.requestID = requestID
        self.event = event
        self.fields = fields
    }

    var answer: Answer { Answer(status: 200, fields: fields, body: event) }
}

extension FieldName {
    package static var lambdaRequestID: Self { .known("Lambda-Runtime-Aws-Request-Id") }
    package static var lambdaInvocationID: Self { .known("Lambda-Runtime-Invocation-Id") }
    package static var lambdaDeadline: Self { .known("Lambda-Runtime-Deadline-Ms") }
    package static var lambdaFunctionARN: Self { .known("Lambda-Runtime-Invoked-Function-Arn") }
    package static var lambdaTraceID: Self { .known("Lambda-Runtime-Trace-Id") }
    package static var lambdaResponseMode: Self { .known("Lambda-Runtime-Function-Response-Mode") }
    package static var lambdaErrorType: Self { .known("Lambda-Runtime-Function-Error-Type") }
    package static var lambdaErrorBody: Self { .known("Lambda-Runtime-Function-Error-Body") }
}
