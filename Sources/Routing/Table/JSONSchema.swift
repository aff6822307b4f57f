extension RouteTable {
    /// What a table may hold: the root of the description that check, schema and reference come from.
    package static var shape: MapShape { TableReader.shape }

    /// The JSON Schema (draft 2020-12) of a table, from the same description that the decoder checks by.
    package static func jsonSchema() -> String {
        var writer = SchemaWriter()
        let root = writer.map(TableReader.shape)
        let head: [SchemaWriter.Member] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("Switchyard route table, version 1")),
        ]
        let definitions = writer.definitions.map { [("$defs", SchemaWriter.Value.object($0))] } ?? []
        return SchemaWriter.Value.object(head + root + definitions).text(indent: 0) + "\n"
    }
}

/// Turns shapes into JSON Schema.
private struct SchemaWriter {
    typealias Member = (name: String, value: Value)

    indirect enum Value {
        case string(String)
        case number(Int)
        case boolean(Bool)
        case array([Value])
        case object([Member])
    }

    /// Maps that contain themselves, by name; nil where there is none.
    private(set) var definitions: [Member]?

    mutating func map(_ shape: MapShape) -> [Member] {
        var members: [Member] = [("type", .string("object")), ("additionalProperties", .boolean(false))]
        if !shape.required.isEmpty {
            members.append(("required", .array(shape.required.map { .string($0.rawValue) })))
        }
        let groups = shape.exactlyOne.map { names in
            Value.object([
                ("oneOf", .array(names.names.map { .object([("required", .array([.string($0.rawValue)]))]) }))
            ])
        }
        if !groups.isEmpty { members.append(("allOf", .array(groups))) }
        if !shape.mayBeEmpty, shape.required.isEmpty { members.append(("minProperties", .number(1))) }
        var properties: [Member] = []
        for key in shape.keys { properties.append((key.name, .object(describe(key)))) }
        members.append(("properties", .object(properties)))
        return members
    }

    private mutating func describe(_ key: Key) -> [Member] {
        let standard = key.standard.map { " Default: \($0)." } ?? ""
        let description = "\(key.sentence)\(standard) Example: \(key.name): \(key.example)"
        return [("description", .string(description))] + members(key.shape)
    }

    private mutating func members(_ shape: Shape) -> [Member] {
        switch shape {
        case .text: return [("type", .array(["string", "number", "boolean"].map(Value.string)))]
        case .textNamed: return [("type", .string("string"))]
        case .integer(let range): return orVariable(integer(range))
        case .boolean: return orVariable([("type", .string("boolean"))])
        case .duration: return pattern("^([0-9]{1,5}(h|ms|m|s)){1,4}$")
        case .size: return pattern("^[0-9]+(B|kB|KB|MB|GB|KiB|MiB|GiB)$")
        case .choice(let words): return orVariable([("enum", .array(words.map(Value.string)))])
        case .number(let numbers): return orVariable([("enum", .array(numbers.map(Value.number)))])
        case .list(let element): return list(element)
        case .oneOrMore(let element):
            return [("anyOf", .array([.object(members(element)), .object(list(element))]))]
        case .map(let map): return self.map(map)
        case .names(let names):
            let size: [Member] = names.mayBeEmpty ? [] : [("minProperties", .number(1))]
            return [("type", .string("object"))] + size + [
                ("additionalProperties", .object(members(names.value)))
            ]
        case .either(let shapes): return [("anyOf", .array(shapes.map { .object(members($0)) }))]
        case .later(let shape): return reference(shape())
        }
    }

    private mutating func list(_ element: Shape) -> [Member] {
        [("type", .string("array")), ("items", .object(members(element)))]
    }

    private func integer(_ range: ClosedRange<Int>) -> [Member] {
        [
            ("type", .string("integer")), ("minimum", .number(range.lowerBound)),
            ("maximum", .number(range.upperBound)),
        ]
    }

    private func pattern(_ pattern: String) -> [Member] {
        [("type", .string("string")), ("pattern", .string("\(pattern)|\\$\\{"))]
    }

    /// A variable may stand for any scalar.
    private func orVariable(_ members: [Member]) -> [Member] {
        let variable: [Member] = [("type", .string("string")), ("pattern", .string("\\$\\{"))]
        return [("anyOf", .array([.object(members), .object(variable)]))]
    }

    /// A map that contains itself is written down once, under its name.
    private mutating func reference(_ shape: Shape) -> [Member] {
        guard case .map(let map) = shape else { return members(shape) }
        let name = map.noun.filter { $0 != "`" }
        if definitions?.contains(where: { $0.name == name }) != true {
            let index = definitions?.count ?? 0
            definitions = (definitions ?? []) + [(name, .object([]))]
            let members = self.map(map)
            definitions?[index].value = .object(members)
        }
        return [("$ref", .string("#/$defs/\(name)"))]
    }
}

extension SchemaWriter.Value {
    func text(indent: Int) -> String {
        let inner = String(repeating: "  ", count: indent + 1)
        let outer = String(repeating: "  ", count: indent)
        switch self {
        case .string(let text): return SchemaWriter.Value.quoted(text)
        case .number(let number): return String(number)
        case .boolean(let value): return value ? "true" : "false"
        case .array(let values):
            let texts = values.map { $0.text(indent: indent + 1) }
            let line = "[\(texts.joined(separator: ", "))]"
            guard line.utf8.count > 80 || line.utf8.contains(UInt8(ascii: "\n")) else { return line }
            return "[\n\(inner)\(texts.joined(separator: ",\n\(inner)"))\n\(outer)]"
        case .object(let members):
            let texts = members.map {
                "\(SchemaWriter.Value.quoted($0.name)): \($0.value.text(indent: indent + 1))"
            }
            return texts.isEmpty ? "{}" : "{\n\(inner)\(texts.joined(separator: ",\n\(inner)"))\n\(outer)}"
        }
    }

    /// A JSON string (RFC 8259 section 7); the texts of shapes hold no control characters.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.unicodeScalars.append(character)
        }
        return result + "\""
    }
}
