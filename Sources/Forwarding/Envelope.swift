import HTTPTypes
import GatewayEvents
import Messages

/// The answer as the text of a JSON object, as the single-URL forwarder gave it: `{"result": "<text>"}`.
enum Envelope {
    /// Fields that describe the backend's own bytes (RFC 9110 section 8) and not the object's.
    private static let contentFields: Set<HTTPField.Name> = [
        .contentType, .contentEncoding, .contentLanguage, .contentLength, .contentLocation, .contentRange,
        .eTag,
        .lastModified, .acceptRanges,
    ]

    /// Puts the body into the object; what is not UTF-8 comes as Base64 with `"base64": true` beside it.
    static func wrap(_ response: Response) -> Response {
        var json = JSONWriter(capacity: response.body.count + 64)
        json.raw("{\"result\":")
        if isText(response.body) {
            json.string(utf8: response.body)
            json.raw("}")
        } else {
            json.base64(response.body)
            json.raw(",\"base64\":true}")
        }
        var fields = HTTPFields()
        for field in response.fields where !contentFields.contains(field.name) { fields.append(field) }
        fields[.contentType] = "application/json"
        return Response(status: response.status, fields: fields, body: json.bytes[...])
    }

    private static func isText(_ body: ArraySlice<UInt8>) -> Bool {
        unsafe body.withUnsafeBufferPointer { unsafe UTF8Span.isValid($0) }
    }
}
