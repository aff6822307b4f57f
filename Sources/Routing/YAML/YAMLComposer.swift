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
        let number: Int32
        let size: Int
    }

    private let source: SourceText
    private let variables: Variables
    /// Bytes that were replaced so that libyaml could go on; texts that hold one are taken from the source.
    private let repaired: Set<Int>
    private(set) var findings = Findings()
    private var tree: YAMLTreeBuilder
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
        tree = YAMLTreeBuilder(source)
    }

    mutating func compose(_ events: inout YAMLEvents) -> Outcome {
        do throws(YAMLFailure) {
            let root = try document(&events)
            Indentation.report(source, except: textsOfManyLines, &findings)
            return Outcome(root: root.map(tree.node))
        } catch {
            return Outcome(failure: error)
        }
    }

    private mutating func document(_ events: inout YAMLEvents) throws(YAMLFailure) -> Int32? {
        var root: Int32?
        while true {
            switch try events.next() {
            case .documentStart where root == nil: root = try node(try events.next(), &events)
            case .documentStart:
                findings.report(.multipleDocuments(at: place(events.range)))
                return root
            case .streamEnd:
                guard let root, !tree.isNull(root) else {
                    findings.report(.noDocument(source))
                    return nil
                }
                return root
            default: continue
            }
        }
    }

    private mutating func node(_ event: YAMLEvent, _ events: inout YAMLEvents) throws(YAMLFailure) -> Int32 {
        nodeCount += 1
        depth += 1
        defer { depth -= 1 }
        if depth > YAMLComposer.deepest {
            // A failure, because there is no way on that would not read the rest of the nest.
            throw YAMLFailure(
                problem: YAMLSlip.tooDeep,
                offset: events.range.lowerBound,
                context: "",
                contextOffset: nil
            )
        }
        switch event {
        case .alias: return aliased(events.anchor ?? "", at: events.range)
        case .scalar: return scalar(events)
        case .listStart: return try collection(.list, &events)
        case .mapStart: return try collection(.map, &events)
        default: return tree.close(.list, from: tree.openCount, at: events.range)
        }
    }

    private mutating func collection(
        _ kind: YAMLTree.Record.Kind,
        _ events: inout YAMLEvents
    ) throws(YAMLFailure) -> Int32 {
        let start = events.range
        if events.isBare { return try children(kind, from: start, &events) }
        checkTag(events.tag, at: start)
        guard let anchor = events.anchor else { return try children(kind, from: start, &events) }
        openAnchors.insert(anchor)
        let before = nodeCount
        let number = try children(kind, from: start, &events)
        openAnchors.remove(anchor)
        anchors[anchor] = Anchored(number: number, size: nodeCount - before + 1)
        return number
    }

    private mutating func children(
        _ kind: YAMLTree.Record.Kind,
        from start: Range<Int>,
        _ events: inout YAMLEvents
    ) throws(YAMLFailure) -> Int32 {
        kind == .list ? try list(from: start, &events) : try map(from: start, &events)
    }

    private mutating func list(from start: Range<Int>, _ events: inout YAMLEvents) throws(YAMLFailure)
        -> Int32
    {
        let mark = tree.openCount
        var last: Int32?
        while true {
            let event = try events.next()
            if event == .listEnd { break }
            let element = try node(event, &events)
            tree.open(element)
            last = element
        }
        return tree.close(.list, from: mark, at: span(from: start, to: events.range, last: last))
    }

    private mutating func map(from start: Range<Int>, _ events: inout YAMLEvents) throws(YAMLFailure) -> Int32
    {
        let mark = tree.openCount
        var merged: [Int32] = []
        var last: Int32?
        while true {
            let event = try events.next()
            if event == .mapEnd { break }
            let key = try node(event, &events)
            let value = try node(try events.next(), &events)
            if tree.isMergeKey(key) {
                merge(value, into: &merged)
            } else {
                tree.openEntry(key, value)
                last = value
            }
        }
        if !merged.isEmpty { tree.openMerged(merged, from: mark) }
        return tree.close(.map, from: mark, at: span(from: start, to: events.range, last: last))
    }

    /// Adds the entries of a merge key's map or maps; an earlier map wins.
    private mutating func merge(_ value: Int32, into merged: inout [Int32]) {
        for map in tree.kind(value) == .list ? tree.children(value).map(\.number) : [value] {
            guard tree.kind(map) == .map else {
                findings.report(.mergeOfNoMap(at: tree.place(map)))
                continue
            }
            tree.merge(map, into: &merged)
        }
    }

    private mutating func aliased(_ name: String, at range: Range<Int>) -> Int32 {
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
        return anchored.number
    }

    /// Stands for what can't be known, so that it is not complained about again.
    private mutating func unknown(at range: Range<Int>) -> Int32 {
        tree.add(Scalar("", isUndetermined: true), at: range)
    }

    private mutating func scalar(_ events: borrowing YAMLEvents) -> Int32 {
        let isPlain = events.isPlain
        if !events.isBare { checkTag(events.tag, at: events.range) }
        let place = isPlain ? events.range : trimmed(events.range)
        // Behind its quote, if it has one.
        let start = isPlain ? place.lowerBound : place.lowerBound + 1
        let read = events.withText { tree.text($0, from: start) }
        if !isPlain || place.count > read.count { noteLines(place) }
        let text =
            !repaired.isEmpty && isRepaired(events.range)
            ? writtenText(place, isPlain: isPlain, of: read) : read
        let number =
            variables.areReplaced && text.holdsDollar
            ? expanded(text, isPlain: isPlain, at: place)
            : tree.add(text, isPlain: isPlain, at: place)
        if !events.isBare, let anchor = events.anchor { anchors[anchor] = Anchored(number: number, size: 1) }
        return number
    }

    private mutating func expanded(
        _ text: YAMLTreeBuilder.Text,
        isPlain: Bool,
        at range: Range<Int>
    ) -> Int32 {
        let written = tree.string(text)
        guard written.utf8.contains(UInt8(ascii: "{")) else {
            return tree.add(text, isPlain: isPlain, at: range)
        }
        let place = place(range)
        return tree.add(
            VariableExpansion.expand(written, isPlain: isPlain, at: place, with: variables, &findings),
            at: range
        )
    }

    private func isRepaired(_ range: Range<Int>) -> Bool {
        range.contains(where: repaired.contains)
    }

    /// The text as it stands in the source, without its quotes: near enough to check what stands around it.
    private func writtenText(
        _ place: Range<Int>,
        isPlain: Bool,
        of read: YAMLTreeBuilder.Text
    ) -> YAMLTreeBuilder.Text {
        let inner = isPlain ? place : place.dropFirst().dropLast()
        var text = YAMLTreeBuilder.Text(kind: .written, begin: inner.lowerBound, count: inner.count)
        text.holdsDollar = read.holdsDollar
        text.saysNull = Scalar.saysNull(tree.string(text).utf8.span)
        return text
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
    private func span(from start: Range<Int>, to end: Range<Int>, last: Int32?) -> Range<Int> {
        let isFlow =
            !start.isEmpty
            && (source.bytes[start.lowerBound] == UInt8(ascii: "{")
                || source.bytes[start.lowerBound] == UInt8(ascii: "["))
        if isFlow { return start.lowerBound..<end.upperBound }
        let lastEnd = last.map { tree.place($0).bytes.upperBound } ?? start.upperBound
        return start.lowerBound..<max(start.upperBound, min(lastEnd, end.upperBound))
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, source.bytes[end - 1] <= 0x20 { end -= 1 }
        return range.lowerBound..<end
    }
}
