import HTTPTypes

extension JSONWriter {
    /// Adds a comma before every element but the first.
    @inline(__always)
    mutating func comma(unless isFirst: inout Bool) {
        if !isFirst { raw(",") }
        isFirst = false
    }

    mutating func value(_ field: HTTPField) {
        raw("\"")
        characters(of: field)
        raw("\"")
    }

    /// Adds the fields' values as one string, joined (RFC 9110 section 5.3).
    mutating func value(joining fields: [HTTPField]) {
        raw("\"")
        var isFirst = true
        for field in fields {
            if !isFirst { raw(", ") }
            isFirst = false
            characters(of: field)
        }
        raw("\"")
    }

    /// Adds the fields' values as a list of strings.
    mutating func list(_ fields: [HTTPField]) {
        raw("[")
        var isFirst = true
        for field in fields {
            comma(unless: &isFirst)
            value(field)
        }
        raw("]")
    }

    /// A value that is not UTF-8 is taken for ISO 8859-1, as RFC 9110 section 5.5 tells the history of it.
    private mutating func characters(of field: HTTPField) {
        unsafe field.withUnsafeBytesOfValue { value in
            let text = unsafe ByteView(value)
            if text.lengthAsJSON() != nil { return characters(text) }
            var latin = unsafe String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
            latin.withUTF8 { unsafe characters(ByteView($0)) }
        }
    }
}

extension HTTPField {
    /// The value's length in bytes.
    var lengthOfValue: Int { unsafe withUnsafeBytesOfValue { $0.count } }

    /// The most bytes that the value can take in a JSON string.
    var mostLengthInJSON: Int {
        unsafe withUnsafeBytesOfValue { unsafe ByteView($0).lengthAsJSON() ?? 2 * $0.count + 5 * $0.count }
    }
}
