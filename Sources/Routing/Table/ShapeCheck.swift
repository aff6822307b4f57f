/// Checks that a value is made as its shape says; what it means is the decoder's part.
package struct ShapeCheck {
    package private(set) var findings = Findings()

    package init() {}

    /// What a value is called in messages.
    struct Called {
        let name: String
        /// Whether it is one of the values of a list of that name.
        var isElement = false

        var claim: String { isElement ? "`\(name)` holds" : "`\(name)` is" }
        var element: Called { Called(name: name, isElement: true) }
    }

    /// Reports everything that is not as the shape says; `name` is what the value is called in messages.
    package mutating func check(_ node: Node, _ shape: Shape, _ name: String) {
        check(node, shape, Called(name: name))
    }

    private mutating func check(_ node: Node, _ shape: Shape, _ name: Called) {
        switch shape {
        case .text, .textNamed, .integer, .boolean, .duration, .size, .choice, .number:
            checkScalar(node, shape, name)
        case .list(let element): checkList(node, element, name)
        case .oneOrMore(let element):
            if !node.isList { check(node, element, name) } else { checkList(node, element, name) }
        case .map(let map): checkMap(node, map, name)
        case .names(let names): checkNames(node, names, name)
        case .either(let shapes): checkEither(node, shapes, name)
        case .later(let shape): check(node, shape(), name)
        }
    }

    private mutating func checkScalar(_ node: Node, _ shape: Shape, _ name: Called) {
        guard !node.isUndetermined else { return }
        guard node.isText else {
            findings.report(.wrongKind(name, node, shape))
            return
        }
        let fits =
            switch shape {
            case .integer(let range): node.integer.map(range.contains) ?? false
            case .boolean: node.boolean != nil
            case .duration: node.duration != nil
            case .size: node.size != nil
            case .choice(let words): node.text.map(words.contains) ?? false
            case .number(let numbers): node.integer.map(numbers.contains) ?? false
            default: true
            }
        if !fits { findings.report(.wrongValue(name, node, shape)) }
    }

    private mutating func checkList(_ node: Node, _ element: Shape, _ name: Called) {
        guard !node.isUndetermined else { return }
        guard let elements = node.list else {
            findings.report(.wrongKind(name, node, .list(element)))
            return
        }
        for item in elements { check(item, element, name.element) }
    }

    private mutating func checkEither(_ node: Node, _ shapes: [Shape], _ name: Called) {
        guard !node.isUndetermined else { return }
        for shape in shapes where shape.isMade(like: node) {
            check(node, shape, name)
            return
        }
        findings.report(.wrongKind(name, node, .either(shapes)))
    }

    private mutating func checkNames(_ node: Node, _ shape: NamesShape, _ name: Called) {
        guard let entries = entries(of: node, .names(shape), name, mayBeEmpty: shape.mayBeEmpty) else {
            return
        }
        checkRepeats(entries, shape)
        for entry in entries { check(entry.value, shape.value, Called(name: entry.key.shown)) }
    }

    private mutating func checkRepeats(_ entries: Node.Map, _ shape: NamesShape) {
        guard entries.count > 1 else { return }
        var seen: [String: Node] = [:]
        for entry in entries {
            let folded = shape.ignoresCase ? entry.name.lowercased() : entry.name
            if let first = seen[folded] {
                findings.report(.duplicateName(shape.noun, entry.key, first: first))
            } else {
                seen[folded] = entry.key
            }
        }
    }

    private mutating func checkMap(_ node: Node, _ shape: MapShape, _ name: Called) {
        guard let entries = entries(of: node, .map(shape), name, mayBeEmpty: shape.mayBeEmpty) else { return }
        let keys = shape.known
        var present = MapShape.KeySet()
        for position in entries.indices {
            // What a variable holds is never read as a key.
            guard let keyName = entries.writtenName(at: position), let index = keys.index(of: keyName) else {
                findings.report(.unknownKey(entries[position].key, in: shape, subject(shape, node)))
                continue
            }
            if !present.insert(index) {
                let first = entries[..<position].firstIndex { $0.keyName == keyName }
                if let first {
                    findings.report(.duplicateKey(entries[position].key, first: entries[first].key))
                }
            }
            if keys.texts.contains(index), entries.isText(at: position) { continue }
            check(entries.value(at: position), keys.shape(at: index), Called(name: keyName.rawValue))
        }
        if !keys.areFulfilled(by: present) { checkPresence(present, keys, node, shape) }
    }

    private mutating func checkPresence(
        _ present: MapShape.KeySet,
        _ keys: MapShape.Keys,
        _ node: Node,
        _ shape: MapShape
    ) {
        if !present.isSuperset(of: keys.required) {
            for name in shape.required where node[name] == nil {
                findings.report(.missingKey([name.rawValue], node, subject(shape, node)))
            }
        }
        for (group, groupKeys) in zip(shape.exactlyOne, keys.exactlyOne)
        where present.count(of: groupKeys) == 0 {
            findings.report(.missingKey(group.names.map(\.rawValue), node, subject(shape, node)))
        }
        for (group, groupKeys) in zip(shape.exactlyOne, keys.exactlyOne)
        where present.count(of: groupKeys) > 1 {
            let nodes = group.names.compactMap { node.key($0) }.sorted {
                $0.place.bytes.lowerBound < $1.place.bytes.lowerBound
            }
            findings.report(.conflictingKeys(nodes[1], with: nodes[0], subject(shape, node)))
        }
    }

    private mutating func entries(
        of node: Node,
        _ shape: @autoclosure () -> Shape,
        _ name: Called,
        mayBeEmpty: Bool
    ) -> Node.Map? {
        guard !node.isUndetermined else { return nil }
        guard let entries = node.map else {
            if !(node.isNull && mayBeEmpty) { findings.report(.wrongKind(name, node, shape())) }
            return nil
        }
        if entries.isEmpty, !mayBeEmpty { findings.report(.emptyMap(name.name, node)) }
        return entries
    }

    /// What a map is called in messages: "route `orders`", "`timeouts`".
    private func subject(_ shape: MapShape, _ node: Node) -> String {
        guard let key = shape.nameKey, let name = node[key]?.scalar else { return shape.noun }
        return "\(shape.noun) `\(name.written)`"
    }
}

extension Shape {
    /// Whether a scalar, a list or a map is what this shape asks for.
    func isMade(like node: Node) -> Bool {
        switch self {
        case .map, .names: node.isMap
        case .list: node.isList
        case .oneOrMore(let element): node.isList || element.isMade(like: node)
        case .either(let shapes): shapes.contains { $0.isMade(like: node) }
        case .later(let shape): shape().isMade(like: node)
        default: node.isScalar
        }
    }
}
