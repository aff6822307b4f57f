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
                } else if fields.contains(change.name) {
                    fields[fields: change.name] = [try Field(change.name, value, values)]
                } else {
                    try fields.append(change.name, value, values)
                }
            case .setIfAbsent(let value):
                guard !fields.contains(change.name) else { continue }
                try fields.append(change.name, value, values)
            case .add(let added):
                for value in added { try fields.append(change.name, value, values) }
            }
        }
    }
}

extension Fields {
    /// Adds a field with a template's text as its value.
    fileprivate mutating func append(
        _ name: FieldName,
        _ template: Template,
        _ values: TemplateValues
    ) throws(Refusal) {
        if let literal = template.literalText { return append(name, literal) }
        let text = template.text(values)
        try Field.check(text, for: name)
        append(name, text.span)
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
        try Field.check(bytes, for: name)
        self.init(name: name, value: bytes.span)
    }

    /// Fields make spaces of controls without a word.
    fileprivate static func check(_ bytes: [UInt8], for name: FieldName) throws(Refusal) {
        guard !bytes.contains(where: \.isControl) else {
            throw .badRequest("a control character would stand in the header `\(name.rawName)`")
        }
    }
}
