/// Makes the node tree of one document from libyaml's events, following aliases and merge keys.
struct YAMLComposer {
    /// What came of a run: a root, nothing, or libyaml's failure.
    struct Outcome {
        var root: Node?
        var failure: YAMLFailure?
    }

    private static let deepest = 64
    /// How many nodes all aliases of a file may stand for together.
    private static let mostAliased = 100_000

    private struct Anchored {
        let node: Node
        let size: Int
    }

    private let source: SourceText
    private let variables: Variables
    /// Bytes that were replaced so that libyaml could go on; texts that hold one are taken from the source.
    private let repaired: Set<Int>
    private(set) var findings = Findings()
    private var anchors: [String: Anchored] = [:]
    private var openAnchors: Set<String> = []
    private var textsOfManyLines: [Range<Int>] = []
    private var nodeCount = 0
    private var aliasedCount = 0
    private var depth = 0

    init(_ source: SourceText, _ variables: Variables, repaired: Set<Int>) {
        self.source = source
        self.variables = variables
        self.repaired = repaired
    }

    mutating func compose(_ events: inout YAMLEvents) -> Outcome {
        do throws(YAMLFailure) {
            let root = try document(&events)
            Indentation.report(source, except: textsOfManyLines, &findings)
            return Outcome(root: root)
        } catch {
            return Outcome(failure: error)
        }
    }

    private mutating func document(_ events: inout YAMLEvents) throws(YAMLFailure) -> Node? {
        var root: Node?
        while true {
            switch try events.next() {
            case .documentStart where root == nil: root = try node(try events.next(), &events)
            case .documentStart:
                findings.report(.multipleDocuments(at: place(events.range)))
                return root
            case .streamEnd:
                guard let root, !root.isNull else {
                    findings.report(.noDocument(source))
                    return nil
                }
                return root
            default: continue
            }
        }
    }

    private mutating func node(_ event: YAMLEvent, _ events: inout YAMLEvents) throws(YAMLFailure) -> Node {
        let range = events.range
        nodeCount += 1
        depth += 1
        defer { depth -= 1 }
        if depth > YAMLComposer.deepest {
            // A failure, because there is no way on that would not read the rest of the nest.
            throw YAMLFailure(
                problem: YAMLSlip.tooDeep,
                offset: range.lowerBound,
                context: "",
                contextOffset: nil
            )
        }
        switch event {
        case .alias(let name): return aliased(name, at: range)
        case .scalar(let scalar): return self.scalar(scalar, at: range)
        case .listStart(let anchor, let tag):
            return try collection(anchor, tag, &events) { (self, events) throws(YAMLFailure) in
                try self.list(from: range, &events)
            }
        case .mapStart(let anchor, let tag):
            return try collection(anchor, tag, &events) { (self, events) throws(YAMLFailure) in
                try self.map(from: range, &events)
            }
        default: return Node(.list([]), at: place(range))
        }
    }

    private mutating func collection(
        _ anchor: String?,
        _ tag: String?,
        _ events: inout YAMLEvents,
        _ body: (inout YAMLComposer, inout YAMLEvents) throws(YAMLFailure) -> Node
    ) throws(YAMLFailure) -> Node {
        checkTag(tag, at: events.range)
        guard let anchor else { return try body(&self, &events) }
        openAnchors.insert(anchor)
        let before = nodeCount
        let node = try body(&self, &events)
        openAnchors.remove(anchor)
        anchors[anchor] = Anchored(node: node, size: nodeCount - before + 1)
        return node
    }

    private mutating func list(from start: Range<Int>, _ events: inout YAMLEvents) throws(YAMLFailure) -> Node
    {
        var elements: [Node] = []
        while true {
            let event = try events.next()
            if case .listEnd = event { break }
            elements.append(try node(event, &events))
        }
        return Node(.list(elements), at: span(from: start, to: events.range, last: elements.last))
    }

    private mutating func map(from start: Range<Int>, _ events: inout YAMLEvents) throws(YAMLFailure) -> Node
    {
        var entries: [Node.Entry] = []
        var merged: [Node.Entry] = []
        while true {
            let event = try events.next()
            if case .mapEnd = event { break }
            let key = try node(event, &events)
            let value = try node(try events.next(), &events)
            if let scalar = key.scalar, scalar.isPlain, scalar.text == "<<" {
                merge(value, into: &merged)
            } else {
                entries.append(Node.Entry(key: key, value: value))
            }
        }
        let last = entries.last?.value
        if !merged.isEmpty {
            let own = Set(entries.map(\.name))
            entries += merged.filter { !own.contains($0.name) }
        }
        return Node(.map(entries), at: span(from: start, to: events.range, last: last))
    }

    /// Adds the entries of a merge key's map or maps; an earlier map wins.
    private mutating func merge(_ value: Node, into merged: inout [Node.Entry]) {
        for map in value.elements {
            guard let entries = map.map else {
                findings.report(.mergeOfNoMap(at: map.place))
                continue
            }
            let known = Set(merged.map(\.name))
            merged += entries.filter { !known.contains($0.name) }
        }
    }

    private mutating func aliased(_ name: String, at range: Range<Int>) -> Node {
        guard !openAnchors.contains(name) else {
            findings.report(.aliasInsideItself(name, at: place(range)))
            return unknown(at: range)
        }
        guard let anchored = anchors[name] else {
            let nearest = Suggestion.nearest(to: name, among: anchors.keys.sorted())
            findings.report(.unknownAlias(name, nearest: nearest, at: place(range)))
            return unknown(at: range)
        }
        let isWithin = aliasedCount <= YAMLComposer.mostAliased
        aliasedCount += anchored.size
        nodeCount += anchored.size
        guard aliasedCount <= YAMLComposer.mostAliased else {
            // Once is enough: what would follow is more of the same.
            if isWithin { findings.report(.aliasExplosion(most: YAMLComposer.mostAliased, at: place(range))) }
            return unknown(at: range)
        }
        return anchored.node
    }

    /// Stands for what can't be known, so that it is not complained about again.
    private func unknown(at range: Range<Int>) -> Node {
        Node(.scalar(Scalar("", isUndetermined: true)), at: place(range))
    }

    private mutating func scalar(_ scalar: YAMLScalar, at range: Range<Int>) -> Node {
        checkTag(scalar.tag, at: range)
        let place = place(scalar.isPlain ? range : trimmed(range))
        if !scalar.isPlain || place.bytes.count > scalar.text.utf8.count { noteLines(place.bytes) }
        let text = isRepaired(range) ? writtenText(scalar, place) : scalar.text
        let value =
            variables.areReplaced && scalar.holdsDollar && text.utf8.contains(UInt8(ascii: "{"))
            ? VariableExpansion.expand(text, isPlain: scalar.isPlain, at: place, with: variables, &findings)
            : Scalar(text, isPlain: scalar.isPlain)
        let node = Node(.scalar(value), at: place)
        if let anchor = scalar.anchor { anchors[anchor] = Anchored(node: node, size: 1) }
        return node
    }

    private func isRepaired(_ range: Range<Int>) -> Bool {
        !repaired.isEmpty && range.contains(where: repaired.contains)
    }

    /// The text as it stands in the source, without its quotes: near enough to check what stands around it.
    private func writtenText(_ scalar: YAMLScalar, _ place: Place) -> String {
        let bytes = scalar.isPlain ? place.text : place.text.dropFirst().dropLast()
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func noteLines(_ range: Range<Int>) {
        guard source.bytes[range].contains(UInt8(ascii: "\n")) else { return }
        textsOfManyLines.append(range)
    }

    /// Only YAML's own tags have a meaning here, and none that the values don't have without them.
    private mutating func checkTag(_ tag: String?, at range: Range<Int>) {
        guard let tag, tag != "!", !tag.hasPrefix("tag:yaml.org,2002:") else { return }
        let start = range.lowerBound
        let rest = source.bytes[start...]
        let end = rest.firstIndex { $0 <= 0x20 } ?? rest.endIndex
        findings.report(.yamlTag(tag, at: place(start..<end)))
    }

    private func place(_ range: Range<Int>) -> Place { Place(source, range) }

    /// libyaml ends a block where the next token begins; a person sees it end with its last value.
    private func span(from start: Range<Int>, to end: Range<Int>, last: Node?) -> Place {
        let isFlow =
            !start.isEmpty
            && (source.bytes[start.lowerBound] == UInt8(ascii: "{")
                || source.bytes[start.lowerBound] == UInt8(ascii: "["))
        if isFlow { return place(start.lowerBound..<end.upperBound) }
        let lastEnd = last.map(\.place.bytes.upperBound) ?? start.upperBound
        return place(start.lowerBound..<max(start.upperBound, min(lastEnd, end.upperBound)))
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, source.bytes[end - 1] <= 0x20 { end -= 1 }
        return range.lowerBound..<end
    }
}
