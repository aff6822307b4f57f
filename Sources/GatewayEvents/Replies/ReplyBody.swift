import Messages

/// An answer's body as it goes into the reply: as text, or in Base64 where it is no UTF-8 text or is coded.
struct ReplyBody {
    private let bytes: ArraySlice<UInt8>
    private let isText: Bool
    /// The bytes that it takes between the quotes.
    let length: Int

    init(of response: Response, allowed: Bool) {
        bytes = allowed ? response.body : []
        let textLength =
            ReplyBody.isCoded(response.fields)
            ? nil : unsafe bytes.withUnsafeBufferPointer { unsafe ByteView($0).lengthAsJSON() }
        isText = bytes.isEmpty || textLength != nil
        length = bytes.isEmpty ? 0 : textLength ?? Base64.length(encoding: bytes.count)
    }

    /// Whether the body is compressed or otherwise coded (RFC 9110 section 8.4).
    private static func isCoded(_ fields: Fields) -> Bool {
        fields.lines.contains { line in
            guard line.traits.contains(.contentEncoding), !line.value.isEmpty else { return false }
            return Field(of: fields, at: line).value.lowercased() != "identity"
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.raw(",\"body\":")
        guard !isText else {
            writer.string(utf8: bytes)
            writer.raw(",\"isBase64Encoded\":false")
            return
        }
        writer.base64(bytes)
        writer.raw(",\"isBase64Encoded\":true")
    }
}
