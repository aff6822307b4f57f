import Messages

extension JSONWriter {
    /// Adds a comma before every element but the first.
    @inline(__always)
    mutating func comma(unless isFirst: inout Bool) {
        if !isFirst { raw(",") }
        isFirst = false
    }

    mutating func name(of line: FieldLine, in fields: Fields) {
        string(utf8: fields.bytes[line.name])
    }

    mutating func value(of line: FieldLine, in fields: Fields) {
        raw("\"")
        characters(of: line, in: fields)
        raw("\"")
    }

    /// Adds the lines' values as one string, joined (RFC 9110 section 5.3).
    mutating func value(joining lines: [FieldLine], in fields: Fields) {
        raw("\"")
        var isFirst = true
        for line in lines {
            if !isFirst { raw(", ") }
            isFirst = false
            characters(of: line, in: fields)
        }
        raw("\"")
    }

    /// Adds the lines' values as a list of strings.
    mutating func list(_ lines: [FieldLine], in fields: Fields) {
        raw("[")
        var isFirst = true
        for line in lines {
            comma(unless: &isFirst)
            value(of: line, in: fields)
        }
        raw("]")
    }

    /// A value that is not UTF-8 is taken for ISO 8859-1, as RFC 9110 section 5.5 tells the history of it.
    private mutating func characters(of line: FieldLine, in fields: Fields) {
        unsafe fields.bytes[line.value].withUnsafeBufferPointer { value in
            let text = unsafe ByteView(value)
            if text.lengthAsJSON() != nil { return characters(text) }
            var latin = unsafe String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
            latin.withUTF8 { unsafe characters(ByteView($0)) }
        }
    }
}

extension Fields {
    /// The most bytes that a line's value can take in a JSON string.
    func mostLengthInJSON(_ line: FieldLine) -> Int {
        unsafe bytes[line.value].withUnsafeBufferPointer { value in
            unsafe ByteView(value).lengthAsJSON() ?? 7 * value.count
        }
    }
}
