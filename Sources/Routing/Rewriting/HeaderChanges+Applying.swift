import Messages

extension HeaderChanges {
    /// Changes the fields; a value with a control character in it is a bad request.
    func apply(to fields: inout Fields, _ values: TemplateValues) throws(Refusal) {
        for change in changes {
            switch change.action {
            case .remove: fields[fields: change.name] = []
            case .set(let value):
                if let text = value.literalText {
                    fields[change.name] = text
                } else {
                    fields[fields: change.name] = [try Field(change.name, value, values)]
                }
            case .setIfAbsent(let value):
                guard !fields.contains(change.name) else { continue }
                fields.append(try Field(change.name, value, values))
            case .add(let added):
                for value in added { fields.append(try Field(change.name, value, values)) }
            }
        }
    }
}

extension Field {
    /// A field with a template's text as its value.
    init(_ name: FieldName, _ template: Template, _ values: TemplateValues) throws(Refusal) {
        if let literal = template.literalText {
            self.init(name: name, value: literal)
        } else {
            try self.init(name, bytes: template.text(values))
        }
    }

    /// A field with these bytes as its value, without spaces at its ends.
    init(_ name: FieldName, bytes: [UInt8]) throws(Refusal) {
        // Field makes spaces of controls without a word.
        guard !bytes.contains(where: \.isControl) else {
            throw .badRequest("a control character would stand in the header `\(name.rawName)`")
        }
        self.init(name: name, value: bytes.span)
    }
}
