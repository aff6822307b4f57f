/// One header field: a name and a value, as one line of bytes.
package struct Field: Sendable {
    let bytes: [UInt8]
    package let line: FieldLine

    init(bytes: [UInt8], line: FieldLine) {
        self.bytes = bytes
        self.line = line
    }

    /// The field whose line this is in a list.
    package init(of fields: Fields, at line: FieldLine) {
        self.init(bytes: fields.bytes, line: line)
    }

    /// Makes a field; spaces at the value's ends are dropped, and a control character in it becomes a space
    /// (RFC 9110 section 5.5): ask `isValidValue` first where that must not happen.
    package init(name: FieldName, value: String) {
        self.init(name: name, value: value.utf8.span)
    }

    /// The same of a value in bytes, which need not be UTF-8.
    package init(name: FieldName, value: Span<UInt8>) {
        var fields = Fields()
        fields.append(name, value)
        self.init(bytes: fields.bytes, line: fields.lines[0])
    }

    /// The name, with its case as written; `isNamed` compares without making it.
    package var name: FieldName {
        FieldName(readBefore: rawName, line)
    }

    package var rawName: String { String(decoding: bytes[line.name], as: UTF8.self) }

    /// The value; bytes that are no UTF-8 are replaced.
    package var value: String { String(decoding: bytes[line.value], as: UTF8.self) }

    package var valueBytes: ArraySlice<UInt8> { bytes[line.value] }

    package var traits: FieldTraits { line.traits }

    /// Whether this is the field's name, case aside.
    package func isNamed(_ name: FieldName) -> Bool {
        line.hash == name.hash && bytes.span.extracting(line.name).spells(name.canonicalName.utf8.span)
    }

    /// Whether a text can be a field's value as it is: no controls but the tab, no space at its ends (RFC 9110
    /// section 5.5).
    package static func isValidValue(_ text: String) -> Bool {
        let bytes = text.utf8.span
        guard bytes.count > 0 else { return true }
        let ends = [bytes[0], bytes[bytes.count - 1]]
        return !bytes.holdsControl && !ends.contains(0x20) && !ends.contains(0x09)
    }
}

extension Field: Hashable {
    /// The same name, case aside, and the same bytes as value.
    package static func == (left: Field, right: Field) -> Bool {
        left.isNamed(right.name) && left.valueBytes == right.valueBytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(line.hash)
        hasher.combine(valueBytes)
    }
}

extension Field: CustomStringConvertible {
    package var description: String { "\(rawName): \(value)" }
}

/// Where one field stands among the bytes of its list: `name: value`, CR, LF.
///
/// Public as `FieldTraits` is.
public struct FieldLine: Sendable {
    @usableFromInline let start: UInt32
    @usableFromInline let nameCount: UInt16
    /// What the name says of how the field is handed on.
    public let traits: FieldTraits
    @usableFromInline let valueCount: UInt32
    @usableFromInline let hash: UInt32

    @inline(__always)
    init(start: Int, nameCount: Int, valueCount: Int, hash: UInt32, traits: FieldTraits) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.nameCount = UInt16(truncatingIfNeeded: nameCount)
        self.valueCount = UInt32(truncatingIfNeeded: valueCount)
        self.hash = hash
        self.traits = traits
    }

    /// Where the name stands among the list's bytes.
    @inlinable
    @inline(__always)
    public var name: Range<Int> { Int(start)..<Int(start) &+ Int(nameCount) }

    /// Where the value stands among the list's bytes.
    @inlinable
    @inline(__always)
    public var value: Range<Int> {
        let first = Int(start) &+ Int(nameCount) &+ 2
        return first..<first &+ Int(valueCount)
    }

    /// The whole line, its end included.
    @inlinable
    @inline(__always)
    public var whole: Range<Int> { Int(start)..<value.upperBound &+ 2 }

    /// Whether two lines may have one name, case aside; where not, they surely have two.
    @inlinable
    @inline(__always)
    public func mayShareName(with other: FieldLine) -> Bool { hash == other.hash }

    /// The same line where it begins elsewhere.
    @inline(__always)
    func moved(to start: Int) -> FieldLine {
        FieldLine(
            start: start,
            nameCount: Int(nameCount),
            valueCount: Int(valueCount),
            hash: hash,
            traits: traits
        )
    }
}
