/// Collects the values of one document.
struct YAMLTreeBuilder {
    /// Where the text of a scalar stands, before it is one.
    struct Text {
        let kind: YAMLTree.Record.Kind
        let begin: Int
        let count: Int
        /// Whether a `$` stands in it, so that the others need not be looked through for variables.
        var holdsDollar = false
        /// Whether it means null where it is plain.
        var saysNull = false
    }

    private var records: [YAMLTree.Record] = []
    private var children: [YAMLTree.Child] = []
    private var texts: YAMLTexts
    /// The children of the lists and maps that are not closed yet.
    private var open: [YAMLTree.Child] = []

    init(_ source: SourceText) {
        texts = YAMLTexts(source)
        // About as many as a table of this size has.
        records.reserveCapacity(min(source.bytes.count / 6, 1 << 16))
    }

    /// The tree's root.
    func node(_ number: Int32) -> Node {
        let tree = YAMLTree(records: records, children: children, texts: texts)
        return Node(tree: tree, number: Int(number))
    }

    /// Takes a text down: by its place in the source, if it stands there as it is from this offset on.
    mutating func text(_ bytes: Span<UInt8>, from start: Int) -> Text {
        let source = texts.source.bytes
        let end = start + bytes.count
        let isWritten = end <= source.count && source.span.extracting(start..<end).isEqual(to: bytes)
        var text = Text(
            kind: isWritten ? .written : .decoded,
            begin: isWritten ? start : texts.decoded.count,
            count: bytes.count
        )
        if !isWritten { for index in bytes.indices { texts.decoded.append(bytes[index]) } }
        // An escape may stand for one as well.
        if !isWritten || texts.source.holdsDollar {
            for index in bytes.indices where bytes[index] == UInt8(ascii: "$") { text.holdsDollar = true }
        }
        text.saysNull = Scalar.saysNull(bytes)
        return text
    }

    mutating func add(_ text: Text, isPlain: Bool, at place: Range<Int>) -> Int32 {
        var record = record(text.kind, at: place, text.begin, text.count)
        record.isPlain = isPlain
        record.isNull = isPlain && text.saysNull
        return add(record)
    }

    mutating func add(_ scalar: Scalar, at place: Range<Int>) -> Int32 {
        var record = record(.made, at: place, texts.made.count, 1)
        record.isPlain = scalar.isPlain
        record.isNull = scalar.isNull
        record.isUndetermined = scalar.isUndetermined
        texts.made.append(scalar)
        return add(record)
    }

    /// How many children of open lists and maps there are; what comes behind is the next one's.
    var openCount: Int { open.count }

    mutating func open(_ child: Int32) { open.append(YAMLTree.Child(number: child)) }

    mutating func openEntry(_ key: Int32, _ value: Int32) {
        open.append(YAMLTree.Child(number: key, name: keyName(key)))
        open.append(YAMLTree.Child(number: value))
    }

    private func keyName(_ key: Int32) -> KeyName? {
        let record = records[Int(key)]
        switch record.kind {
        case .list, .map: return nil
        case .written:
            let source = texts.source.bytes
            return KeyName(source.span.extracting(record.content))
        case .decoded, .made: return KeyName(texts[record].utf8.span)
        }
    }

    /// Opens those of the merged entries that the entries from a place on do not have, each key before its value.
    mutating func openMerged(_ merged: [Int32], from mark: Int) {
        let own = Set(stride(from: mark, to: open.count, by: 2).map { name(open[$0].number) })
        for place in stride(from: 0, to: merged.count, by: 2) where !own.contains(name(merged[place])) {
            openEntry(merged[place], merged[place + 1])
        }
    }

    /// Adds those entries of a map that are not there yet, each key before its value.
    func merge(_ map: Int32, into merged: inout [Int32]) {
        let known = Set(stride(from: 0, to: merged.count, by: 2).map { name(merged[$0]) })
        let entries = children(map)
        for place in stride(from: entries.startIndex, to: entries.endIndex, by: 2)
        where !known.contains(name(entries[place].number)) {
            merged += [entries[place].number, entries[place + 1].number]
        }
    }

    func isMergeKey(_ key: Int32) -> Bool {
        let record = records[Int(key)]
        return record.isPlain && (record.count == 2 || record.kind == .made) && name(key) == "<<"
    }

    /// Makes a list or map of all open children from a place on.
    mutating func close(_ kind: YAMLTree.Record.Kind, from mark: Int, at place: Range<Int>) -> Int32 {
        let begin = children.count
        let count = open.count - mark
        for index in mark..<open.count { children.append(open[index]) }
        for _ in 0..<count { open.removeLast() }
        return add(record(kind, at: place, begin, count))
    }

    func isNull(_ number: Int32) -> Bool { records[Int(number)].isNull }

    func kind(_ number: Int32) -> YAMLTree.Record.Kind { records[Int(number)].kind }

    func place(_ number: Int32) -> Place {
        let record = records[Int(number)]
        return Place(texts.source, first: record.first, last: record.last)
    }

    /// What a text will be.
    func string(_ text: Text) -> String {
        texts[record(text.kind, at: 0..<0, text.begin, text.count)]
    }

    /// The children of a list or map.
    func children(_ number: Int32) -> ArraySlice<YAMLTree.Child> { children[records[Int(number)].content] }

    /// The text of a key; empty where it is no scalar.
    func name(_ number: Int32) -> String { texts[records[Int(number)]] }

    private func record(_ kind: YAMLTree.Record.Kind, at place: Range<Int>, _ begin: Int, _ count: Int)
        -> YAMLTree.Record
    {
        YAMLTree.Record(
            kind,
            first: Int32(place.lowerBound),
            last: Int32(place.upperBound),
            begin: begin,
            count: count
        )
    }

    private mutating func add(_ record: YAMLTree.Record) -> Int32 {
        records.append(record)
        return Int32(records.count - 1)
    }
}
