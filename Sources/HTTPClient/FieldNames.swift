import HTTPTypes

/// Names of fields seen before, so that answers of the same servers make no new strings.
///
/// A table of fixed size: each name has one place, and the last one that came there has it.
final class FieldNames {
    private var places = [HTTPField.Name?](repeating: nil, count: 256)

    /// The name that these bytes spell, in their case; nil where they are no token (RFC 9110 section 5.1).
    func name(_ bytes: Span<UInt8>) -> HTTPField.Name? {
        let place = FieldNames.place(of: bytes)
        if let known = places[place], FieldNames.spells(known, bytes) { return known }
        // What is no UTF-8 is no token either; `HTTPField.Name` refuses all the rest.
        guard let text = try? UTF8Span(validating: bytes), let name = HTTPField.Name(String(copying: text))
        else {
            return nil
        }
        places[place] = name
        return name
    }

    private static func spells(_ name: HTTPField.Name, _ bytes: Span<UInt8>) -> Bool {
        let known = name.rawName.utf8.span
        guard known.count == bytes.count else { return false }
        for index in known.indices where known[index] != bytes[index] { return false }
        return true
    }

    private static func place(of bytes: Span<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in bytes.indices { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
        return Int((hash ^ (hash >> 16)) & 255)
    }
}
