package import HTTPTypes

extension HTTPField.Name {
    /// A field name written in our own source, known to be a token (RFC 9110 section 5.6.2).
    package static func known(_ text: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name(text.description) else {
            assertionFailure("\(text) is no field name")
            return .contentType
        }
        return name
    }
}
