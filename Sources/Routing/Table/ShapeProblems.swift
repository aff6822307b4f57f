extension Diagnostic {
    static func unknownKey(_ key: Node, in shape: MapShape, _ subject: String) -> Diagnostic {
        let nearest = Suggestion.nearest(to: key.shown, among: shape.keys.map(\.name))
        let known = shape.keys.map { "`\($0.name)`" }.joined(separator: ", ")
        return Diagnostic(
            .error,
            .unknownKey,
            "unknown key `\(key.shown)` in \(subject)",
            at: key.place,
            fix: nearest.map { "did you mean `\($0)`?" } ?? "the keys are \(known)"
        )
    }

    static func duplicateKey(_ key: Node, first: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .duplicateKey,
            "duplicate key `\(key.shown)`",
            at: key.place,
            fix: "keep one of them",
            related: [Related("first defined here", at: first.place)]
        )
    }

    static func duplicateName(_ noun: String, _ key: Node, first: Node) -> Diagnostic {
        Diagnostic(
            .error,
            .duplicateKey,
            "duplicate \(noun) `\(key.shown)`",
            at: key.place,
            fix: "keep one of them",
            related: [Related("first defined here", at: first.place)]
        )
    }

    static func missingKey(_ names: [String], _ node: Node, _ subject: String) -> Diagnostic {
        let expected = names.map { "`\($0)`" }.joined(separator: ", ")
        let message =
            names.count == 1
            ? "\(subject) has no \(expected)" : "\(subject) has none of \(expected), expected one"
        return Diagnostic(.error, .missingKey, message, at: node.map?.first?.key.place ?? node.place)
    }

    static func conflictingKeys(_ key: Node, with other: Node, _ subject: String) -> Diagnostic {
        Diagnostic(
            .error,
            .conflictingKeys,
            "`\(key.shown)` beside `\(other.shown)` in \(subject), expected one of them",
            at: key.place,
            related: [Related("`\(other.shown)` stands here", at: other.place)]
        )
    }

    static func emptyMap(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(.error, .missingKey, "`\(name)` is empty", at: node.place, fix: "fill it or remove it")
    }

    /// A list or map where a text is expected, or the other way round.
    static func wrongKind(_ name: ShapeCheck.Called, _ node: Node, _ shape: Shape) -> Diagnostic {
        let isText = if case .text = shape { true } else { false }
        return Diagnostic(
            .error,
            .wrongType,
            "\(name.claim) \(kind(of: node)), expected \(shape.expectation)",
            at: node.problemPlace,
            fix: bracesFix(node, shape) ?? (node.isNull && isText ? "write `\"\"` for an empty text" : nil)
        )
    }

    /// A scalar that is not what the shape asks for.
    static func wrongValue(_ name: ShapeCheck.Called, _ node: Node, _ shape: Shape) -> Diagnostic {
        let holdsVariable = !node.variables.isEmpty
        let value = holdsVariable ? "what `\(node.shown)` holds" : "`\(node.shown)`"
        let code: Code =
            switch shape {
            case .choice, .number: .unknownValue
            default: .wrongType
            }
        return Diagnostic(
            .error,
            code,
            "\(name.claim) \(value), expected \(shape.expectation)",
            at: node.problemPlace,
            fix: shape.fix(for: node)
        )
    }

    private static func kind(of node: Node) -> String {
        switch node.content {
        case .map: "a map"
        case .list: "a list"
        case .scalar: node.isNull ? "empty" : "`\(node.shown)`"
        }
    }

    /// YAML reads `{id}` without quotes as a map with one empty key.
    private static func bracesFix(_ node: Node, _ shape: Shape) -> String? {
        guard shape.takesScalar, let entries = node.map, entries.count == 1, entries[0].value.isNull else {
            return nil
        }
        let source = String(decoding: node.place.text, as: UTF8.self)
        guard source.hasPrefix("{"), source.hasSuffix("}") else { return nil }
        return "braces need quotes: write `\"\(source)\"`"
    }
}

extension Shape {
    var takesScalar: Bool {
        switch self {
        case .list, .map, .names: false
        case .oneOrMore(let element): element.takesScalar
        case .either(let shapes): shapes.contains(where: \.takesScalar)
        case .later(let shape): shape().takesScalar
        default: true
        }
    }

    /// Whether any scalar that is not null is as the shape says.
    var takesAnyText: Bool {
        switch self {
        case .text, .textNamed: true
        case .oneOrMore(let element): element.takesAnyText
        case .either(let shapes): shapes.first(where: \.takesScalar)?.takesAnyText ?? false
        default: false
        }
    }

    /// What is expected, in words.
    var expectation: String {
        switch self {
        case .text: "a text"
        case .textNamed(let noun): noun
        case .integer(let range) where range.upperBound == Int.max: "a whole number from \(range.lowerBound)"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "`true` or `false`"
        case .duration: "a duration such as `500ms`, `2s` or `1m30s`"
        case .size: "a size such as `512KiB` or `1MiB`"
        case .number(let numbers): Shape.oneOf(numbers.map(String.init))
        case .choice(let words): Shape.oneOf(words)
        case .list: "a list"
        case .oneOrMore(let element): "\(element.expectation) or a list"
        case .map: "a map"
        case .names(let names): "a map of \(names.noun)s"
        case .either(let shapes): shapes.map(\.expectation).joined(separator: " or ")
        case .later(let shape): shape().expectation
        }
    }

    /// What somebody who wrote this most likely meant.
    func fix(for node: Node) -> String? {
        guard let scalar = node.scalar, scalar.variables.isEmpty else { return nil }
        let isNumber = !scalar.text.isEmpty && scalar.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        switch self {
        case .duration where isNumber:
            return "write `\(scalar.text)s` for seconds or `\(scalar.text)ms` for milliseconds"
        case .size where isNumber: return "write `\(scalar.text)B` for bytes or `\(scalar.text)KiB`"
        case .boolean: return Shape.booleanFix(scalar)
        case .integer where !scalar.isPlain && Int(scalar.text) != nil: return "remove the quotes"
        case .choice(let words):
            return Suggestion.nearest(to: scalar.text, among: words).map { "did you mean `\($0)`?" }
        default: return nil
        }
    }

    private static func booleanFix(_ scalar: Scalar) -> String? {
        switch scalar.text.lowercased() {
        case "true", "false": scalar.isPlain ? "write it in lower case" : "remove the quotes"
        case "yes", "on", "y": "write `true`: `\(scalar.text)` is no boolean here"
        case "no", "off", "n": "write `false`: `\(scalar.text)` is no boolean here"
        default: nil
        }
    }

    private static func oneOf(_ words: [String]) -> String {
        (words.count == 1 ? "" : "one of ") + words.map { "`\($0)`" }.joined(separator: ", ")
    }
}
