import HTTPTypes
import Messages
import Routing

extension ErrorKind {
    /// What the client is told; the cause is for the log alone.
    var message: String {
        switch self {
        case .noRoute: "No route matches this request."
        case .methodNotAllowed: "This method is not allowed here."
        case .connectFailure: "Connection failed."
        case .timeout: "The service did not answer in time."
        case .badGateway: "The service gave no valid answer."
        case .bodyTooLarge: "The request's body is too large."
        case .answerTooLarge: "The service's answer is too large."
        case .badRequest: "The request is malformed."
        case .forbidden: "This address is not allowed here."
        case .unauthorized: "The request is not authorized."
        case .matchLimit: "The request cannot be matched."
        case .loop: "The request came back to where it has been."
        }
    }
}

/// The forwarder's own answers: the standard ones, changed as the table's `errors` say.
struct OwnAnswer {
    let answers: ErrorAnswers

    /// The answer to a request that was denied; `values` fill the templates of `errors`.
    func response(to denial: Denial, _ request: Request, values: () -> TemplateValues?) -> Response {
        var response = OwnAnswer.standard(denial.kind, requestID: request.id)
        if denial.kind == .methodNotAllowed {
            response.fields[.allow] = denial.allow.map(\.rawValue).joined(separator: ", ")
        }
        guard let answer = answers[denial.kind] else { return response }
        response.status = answer.status ?? response.status
        guard let values = values() else { return response }
        if let body = answer.body {
            response.body = body.text(values)[...]
            response.fields[.contentType] = "text/plain; charset=utf-8"
        }
        for field in answer.headers {
            let value = String(decoding: field.value.text(values), as: UTF8.self)
            if Field.isValidValue(value) { response.fields[field.name] = value }
        }
        return response
    }

    /// `{"message": …, "requestId": …}`, but for a failed connection the plain text that was always promised.
    static func standard(_ kind: ErrorKind, requestID: String) -> Response {
        guard kind != .connectFailure else {
            return Response(
                status: kind.status,
                fields: [.contentType: "text/plain; charset=utf-8"],
                body: Array(kind.message.utf8)[...]
            )
        }
        var json = Array(#"{"message":"#.utf8)
        JSONText.append(kind.message, to: &json)
        json.append(contentsOf: #","requestId":"#.utf8)
        JSONText.append(requestID, to: &json)
        json.append(UInt8(ascii: "}"))
        return Response(
            status: kind.status,
            fields: [.contentType: "application/json"],
            body: json[...]
        )
    }
}
