/// Header fields in their order, repeats kept (RFC 9110 section 5.3).
///
/// They stand in one block of bytes, as they would on the wire, so that copying, filtering and sending them costs
/// what moving bytes costs. No value holds a control character but the tab, so none can end its line.
package struct Fields: Sendable {
    /// All lines, one behind the other.
    package private(set) var bytes: [UInt8] = []
    /// Where each field stands in the bytes.
    package private(set) var lines: [FieldLine] = []

    package init() {}

    /// Makes a list of fields from elsewhere.
    package init(_ fields: some Sequence<Field>) {
        for field in fields { append(field) }
    }

    /// Makes room for so many fields, and so many bytes of them.
    package mutating func reserveCapacity(_ count: Int, bytes byteCount: Int? = nil) {
        lines.reserveCapacity(count)
        bytes.reserveCapacity(byteCount ?? count * 48)
    }

    package mutating func append(_ field: Field) {
        append(field.line, of: field.bytes)
    }

    /// Adds a field of another list.
    @inline(__always)
    package mutating func append(_ line: FieldLine, of bytes: [UInt8]) {
        lines.append(line.moved(to: self.bytes.count))
        self.bytes.append(addingCapacity: line.whole.count) { output in
            output.append(copying: bytes.span.extracting(line.whole))
        }
    }

    /// Adds those fields of another list that are wanted, the bytes of as many as stand together at once.
    package mutating func append(of other: Fields, where isWanted: (FieldLine) -> Bool) {
        var start = 0
        for place in other.lines.indices where !isWanted(other.lines[place]) {
            append(start..<place, of: other)
            start = place + 1
        }
        append(start..<other.lines.count, of: other)
    }

    /// Adds the fields of another list that have these places there.
    package mutating func append(_ places: Range<Int>, of other: Fields) {
        guard let first = places.first, let last = places.last else { return }
        let block = other.lines[first].whole.lowerBound..<other.lines[last].whole.upperBound
        let shift = bytes.count - block.lowerBound
        bytes.append(copying: other.bytes.span.extracting(block))
        for place in places {
            let line = other.lines[place]
            lines.append(line.moved(to: line.name.lowerBound + shift))
        }
    }

    package mutating func append(_ name: FieldName, _ value: String) {
        append(name, value.utf8.span)
    }

    /// Adds a field; spaces at the value's ends are dropped, and control characters in it become spaces.
    package mutating func append(_ name: FieldName, _ value: Span<UInt8>) {
        let value = value.extracting(value.trimmed)
        append(name, capacity: value.count) { $0.append(copying: value) }
    }

    /// Adds a field whose value the closure writes, without spaces at its ends; control characters become spaces.
    package mutating func append(
        _ name: FieldName,
        capacity: Int,
        _ write: (inout OutputSpan<UInt8>) -> Void
    ) {
        let start = bytes.count
        let nameBytes = name.rawName.utf8.span
        bytes.append(addingCapacity: nameBytes.count + capacity + 4) { line in
            line.append(copying: nameBytes)
            line.append(UInt8(ascii: ":"))
            line.append(UInt8(ascii: " "))
            write(&line)
            line.append(UInt8(ascii: "\r"))
            line.append(UInt8(ascii: "\n"))
        }
        let line = FieldLine(
            start: start,
            nameCount: nameBytes.count,
            valueCount: bytes.count - start - nameBytes.count - 4,
            hash: name.hash,
            traits: name.traits
        )
        lines.append(line)
        guard bytes.span.extracting(line.value).holdsControl else { return }
        for place in line.value where bytes[place].isFieldControl { bytes[place] = 0x20 }
    }

    /// Adds a field as it came in, and gives its traits; nil, with nothing added, where the name is no token or the
    /// value holds a control character.
    @inline(__always)
    package mutating func append(name: Span<UInt8>, value: Span<UInt8>) -> FieldTraits? {
        guard let scan = NameScan(name), !value.holdsControl else { return nil }
        let value = value.extracting(value.trimmed)
        let line = FieldLine(
            start: bytes.count,
            nameCount: name.count,
            valueCount: value.count,
            hash: scan.hash,
            traits: scan.traits
        )
        lines.append(line)
        bytes.append(addingCapacity: line.whole.count) { line in
            line.append(copying: name)
            line.append(UInt8(ascii: ":"))
            line.append(UInt8(ascii: " "))
            line.append(copying: value)
            line.append(UInt8(ascii: "\r"))
            line.append(UInt8(ascii: "\n"))
        }
        return scan.traits
    }

    /// Whether a field's line has this name.
    @inline(__always)
    package func isNamed(_ name: FieldName, _ line: FieldLine) -> Bool {
        line.hash == name.hash && bytes.span.extracting(line.name).spells(name.canonicalName.utf8.span)
    }

    /// The place of the first field of the name.
    package func firstIndex(of name: FieldName) -> Int? {
        let (lines, hash) = (lines.span, name.hash)
        for index in lines.indices where lines[index].hash == hash && isNamed(name, lines[index]) {
            return index
        }
        return nil
    }

    /// The bits of all names: a name whose bit is not among them is not there, another one may be.
    package var marks: UInt64 { lines.reduce(into: 0) { $0 |= FieldName.mark(of: $1.hash) } }

    package func contains(_ name: FieldName) -> Bool { firstIndex(of: name) != nil }

    /// The value of the first field of the name, in bytes.
    package func firstValue(_ name: FieldName) -> ArraySlice<UInt8>? {
        firstIndex(of: name).map { bytes[lines[$0].value] }
    }

    /// The first field of the name.
    package func first(_ name: FieldName) -> Field? { firstIndex(of: name).map { self[$0] } }

    /// The last field of the name.
    package func last(_ name: FieldName) -> Field? {
        lines.indices.last { isNamed(name, lines[$0]) }.map { self[$0] }
    }

    /// The value of a name: repeats joined by `, `, cookies by `; `; nil where there is none.
    ///
    /// Setting puts one field in place of the first and of all others.
    package subscript(name: FieldName) -> String? {
        get {
            guard let first = firstIndex(of: name) else { return nil }
            guard lines[(first + 1)...].contains(where: { isNamed(name, $0) }) else {
                return self[first].value
            }
            let separator = name.traits.contains(.cookie) ? "; " : ", "
            return self[fields: name].map(\.value).joined(separator: separator)
        }
        set {
            if let newValue, !contains(name) { return append(name, newValue) }
            self[fields: name] = newValue.map { [Field(name: name, value: $0)] } ?? []
        }
    }

    /// All fields of a name in their order; setting puts the new ones where the first of the old ones stood.
    package subscript(fields name: FieldName) -> [Field] {
        get {
            guard let first = firstIndex(of: name) else { return [] }
            return lines[first...].filter { isNamed(name, $0) }.map { Field(bytes: bytes, line: $0) }
        }
        set {
            guard let first = firstIndex(of: name) else {
                for field in newValue { append(field) }
                return
            }
            var result = Fields()
            result.reserveCapacity(lines.count, bytes: bytes.count)
            for (index, line) in lines.enumerated() {
                if index == first { for field in newValue { result.append(field) } }
                if !isNamed(name, line) { result.append(line, of: bytes) }
            }
            self = result
        }
    }
}

extension Fields: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { lines.count }
    package subscript(index: Int) -> Field { Field(bytes: bytes, line: lines[index]) }
}

extension Fields: Hashable {
    /// The same fields in the same order.
    package static func == (left: Fields, right: Fields) -> Bool { left.elementsEqual(right) }

    package func hash(into hasher: inout Hasher) {
        for field in self { hasher.combine(field) }
    }
}

extension Fields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (FieldName, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}

extension Fields: CustomStringConvertible {
    package var description: String { "\(Array(self))" }
}
