import GatewayEvents
import Messages

/// The answer as the text of a JSON object, as the single-URL forwarder gave it: `{"result": "<text>"}`.
enum Envelope {
    /// Fields that describe the backend's own bytes (RFC 9110 section 8) and not the object's.
    private static let contentFields = [
        "content-type", "content-encoding", "content-language", "content-length", "content-location",
        "content-range", "etag", "last-modified", "accept-ranges",
    ].map(FieldName.known)

    /// Puts the body into the object; what is not UTF-8 comes as Base64 with `"base64": true` beside it.
    static func wrap(_ response: Response) -> Response {
        var json = Array(#"{"result":"#.utf8)
        json.reserveCapacity(response.body.count * 4 / 3 + 64)
        if isText(response) {
            JSONText.append(utf8: response.body, to: &json)
            json.append(UInt8(ascii: "}"))
        } else {
            JSONText.append(utf8: Base64.characters(of: Array(response.body)), to: &json)
            json.append(contentsOf: #","base64":true}"#.utf8)
        }
        var fields = Fields()
        for field in response.fields where !contentFields.contains(field.name) { fields.append(field) }
        fields[.contentType] = "application/json"
        return Response(status: response.status, fields: fields, body: json[...])
    }

    private static func isText(_ response: Response) -> Bool {
        response.fields[.contentEncoding] == nil && (try? UTF8Span(validating: response.body.span)) != nil
    }
}
