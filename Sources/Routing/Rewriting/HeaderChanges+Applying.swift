import HTTPTypes
import Messages

extension HeaderChanges {
    /// Changes the fields; a value with a control character in it is a bad request.
    func apply(to fields: inout HTTPFields, _ values: TemplateValues) throws(Refusal) {
        for change in changes {
            switch change.action {
            case .remove: fields[fields: change.name] = []
            case .set(let value): fields[fields: change.name] = [try HTTPField(change.name, value, values)]
            case .setIfAbsent(let value):
                guard !fields.contains(change.name) else { continue }
                fields.append(try HTTPField(change.name, value, values))
            case .add(let added):
                for value in added { fields.append(try HTTPField(change.name, value, values)) }
            }
        }
    }
}

extension HTTPField {
    /// A field with a template's text as its value.
    init(_ name: Name, _ template: Template, _ values: TemplateValues) throws(Refusal) {
        if let literal = template.literalText {
            self.init(name: name, value: literal)
        } else {
            try self.init(name, bytes: template.text(values))
        }
    }

    /// A field with these bytes as its value, without spaces at its ends.
    init(_ name: Name, bytes: [UInt8]) throws(Refusal) {
        // HTTPField makes spaces of controls without a word.
        guard !bytes.contains(where: \.isControl) else {
            throw .badRequest("a control character would stand in the header `\(name.rawName)`")
        }
        var value = bytes[...]
        while value.first == 0x20 { value = value.dropFirst() }
        while value.last == 0x20 { value = value.dropLast() }
        self.init(name: name, value: value)
    }
}
