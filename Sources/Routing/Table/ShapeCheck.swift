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
            if node.list == nil { check(node, element, name) } else { checkList(node, element, name) }
        case .map(let map): checkMap(node, map, name)
        case .names(let names): checkNames(node, names, name)
        case .either(let shapes): checkEither(node, shapes, name)
        case .later(let shape): check(node, shape(), name)
        }
    }

    private mutating func checkScalar(_ node: Node, _ shape: Shape, _ name: Called) {
        guard !node.isUndetermined else { return }
        guard let text = node.text else {
            findings.report(.wrongKind(name, node, shape))
            return
        }
        let fits =
            switch shape {
            case .integer(let range): node.integer.map(range.contains) ?? false
            case .boolean: node.boolean != nil
            case .duration: node.duration != nil
            case .size: node.size != nil
            case .choice(let words): words.contains(text)
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
        var seen: [String: Node] = [:]
        for entry in entries {
            let folded = shape.ignoresCase ? entry.name.lowercased() : entry.name
            if let first = seen[folded] {
                findings.report(.duplicateName(shape.noun, entry.key, first: first))
            } else {
                seen[folded] = entry.key
            }
            check(entry.value, shape.value, Called(name: entry.key.shown))
        }
    }

    private mutating func checkMap(_ node: Node, _ shape: MapShape, _ name: Called) {
        guard let entries = entries(of: node, .map(shape), name, mayBeEmpty: shape.mayBeEmpty) else { return }
        var present = MapShape.KeySet()
        for position in entries.indices {
            let entry = entries[position]
            // What a variable holds is never read as a key.
            guard let index = shape.index(of: entry.key.shown) else {
                findings.report(.unknownKey(entry.key, in: shape, subject(shape, node)))
                continue
            }
            if !present.insert(index) {
                let first = entries[..<position].firstIndex { $0.name == entry.name }
                if let first { findings.report(.duplicateKey(entry.key, first: entries[first].key)) }
            }
            check(entry.value, shape.keys[index].shape, Called(name: entry.name))
        }
        checkPresence(present, node, shape)
    }

    private mutating func checkPresence(_ keys: MapShape.KeySet, _ node: Node, _ shape: MapShape) {
        if !keys.isSuperset(of: shape.requiredKeys) {
            for name in shape.required where node[name] == nil {
                findings.report(.missingKey([name], node, subject(shape, node)))
            }
        }
        for (group, groupKeys) in zip(shape.exactlyOne, shape.exactlyOneKeys)
        where keys.count(of: groupKeys) == 0 {
            findings.report(.missingKey(group, node, subject(shape, node)))
        }
        for (group, groupKeys) in zip(shape.exactlyOne, shape.exactlyOneKeys)
        where keys.count(of: groupKeys) > 1 {
            let present = group.compactMap { node.key($0) }.sorted {
                $0.place.bytes.lowerBound < $1.place.bytes.lowerBound
            }
            findings.report(.conflictingKeys(present[1], with: present[0], subject(shape, node)))
        }
    }

    private mutating func entries(
        of node: Node,
        _ shape: Shape,
        _ name: Called,
        mayBeEmpty: Bool
    ) -> [Node.Entry]? {
        guard !node.isUndetermined else { return nil }
        guard let entries = node.map else {
            if !(node.isNull && mayBeEmpty) { findings.report(.wrongKind(name, node, shape)) }
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
        switch (self, node.content) {
        case (.map, .map), (.names, .map), (.list, .list): true
        case (.map, _), (.names, _), (.list, _): false
        case (.oneOrMore, .list): true
        case (.oneOrMore(let element), _): element.isMade(like: node)
        case (.either(let shapes), _): shapes.contains { $0.isMade(like: node) }
        case (.later(let shape), _): shape().isMade(like: node)
        case (_, .scalar): true
        default: false
        }
    }
}
