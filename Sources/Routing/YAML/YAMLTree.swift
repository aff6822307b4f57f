/// The values of one YAML document in flat arrays, so that thousands of them are made and freed as a few.
///
/// A value is a number: its place in `records`.
final class YAMLTree: Sendable {
    /// What is known of one value.
    struct Record: Sendable {
        /// What it is; of a scalar, where its text stands.
        enum Kind: UInt8, Sendable {
            case list, map
            /// A scalar with its text in the source as it is.
            case written
            /// A scalar with its text among the decoded ones.
            case decoded
            /// One with variables, or one that no document has.
            case made

            var isScalar: Bool { rawValue > Kind.map.rawValue }
        }

        let kind: Kind
        /// Neither quoted nor a block scalar.
        var isPlain = false
        var isNull = false
        var isUndetermined = false
        /// Where it stands, as a ``Place`` counts.
        let first: Int32
        let last: Int32
        /// What belongs to it, of the array that its kind says.
        let begin: Int32
        let count: Int32

        init(_ kind: Kind, first: Int32, last: Int32, begin: Int, count: Int) {
            self.kind = kind
            self.first = first
            self.last = last
            self.begin = Int32(begin)
            self.count = Int32(count)
        }

        /// Whether it has a text: neither a list, a map nor null.
        var isText: Bool { kind.isScalar && !isNull }

        var content: Range<Int> { Int(begin)..<Int(begin) + Int(count) }
    }

    /// A value where it stands in a list or map.
    struct Child: Sendable {
        /// The complement of a place in `foreign` for a value of another document.
        let number: Int32
        /// Of a key, its name, if the language has it.
        var name: KeyName?
    }

    let records: [Record]
    /// Of lists and maps; a map's are key and value in turn.
    private let children: [Child]
    private let foreign: [Node]
    private let texts: YAMLTexts

    init(records: [Record], children: [Child] = [], foreign: [Node] = [], texts: YAMLTexts) {
        self.records = records
        self.children = children
        self.foreign = foreign
        self.texts = texts
    }

    var source: SourceText { texts.source }

    func child(_ place: Int) -> Node {
        let number = Int(children[place].number)
        return number < 0 ? foreign[~number] : Node(tree: self, number: number)
    }

    /// The text of a scalar, its variables replaced; empty for a list or map.
    func text(of number: Int) -> String { texts[records[number]] }

    /// Whether the source has this text for a scalar.
    func isWritten(_ record: Record, _ text: Span<UInt8>) -> Bool {
        let bytes = texts.source.bytes
        return bytes.span.extracting(record.content).isEqual(to: text)
    }

    func scalar(_ record: Record) -> Scalar {
        record.kind == .made
            ? texts.made[Int(record.begin)] : Scalar(texts[record], isPlain: record.isPlain)
    }

    /// The place among the children of a map's first key of this name; nil where there is none.
    func entry(named name: KeyName, of number: Int) -> Int? {
        let record = records[number]
        guard record.kind == .map else { return nil }
        var place = Int(record.begin)
        let end = place + Int(record.count)
        while place < end {
            if children[place].name == name { return place }
            place += 2
        }
        return nil
    }

    /// The same of a name that the language need not have.
    func entry(named name: String, of number: Int) -> Int? {
        if let known = KeyName(name.utf8.span) { return entry(named: known, of: number) }
        let record = records[number]
        guard record.kind == .map else { return nil }
        return stride(from: record.content.lowerBound, to: record.content.upperBound, by: 2).first {
            let key = child($0)
            return key.isScalar && key.tree.text(of: key.number) == name
        }
    }

    /// Whether the text of a child is as a person wrote it: no variable is replaced in it.
    func isWritten(_ place: Int) -> Bool { record(at: place).kind != .made }

    /// Whether a child has a text.
    func isText(_ place: Int) -> Bool { record(at: place).isText }

    private func record(at place: Int) -> Record {
        let number = Int(children[place].number)
        return number < 0 ? foreign[~number].record : records[number]
    }

    /// The name of a key at a place among the children, if the language has it.
    func name(_ place: Int) -> KeyName? { children[place].name }
}

extension YAMLTree {
    /// An empty list or map.
    static let none = YAMLTree(.list, [], at: nowhere)

    static let nowhere = Place(wholeOf: SourceText(name: "", bytes: []))

    /// A list or map that no document has.
    convenience init(_ kind: Record.Kind, _ children: [Node], at place: Place) {
        let record = Record(kind, first: place.first, last: place.last, begin: 0, count: children.count)
        self.init(
            records: [record],
            children: children.indices.map { Child(number: ~Int32($0), name: children[$0].keyName) },
            foreign: children,
            texts: YAMLTexts(place.source)
        )
    }

    /// A scalar that no document has.
    convenience init(_ scalar: Scalar, at place: Place) {
        var record = Record(.made, first: place.first, last: place.last, begin: 0, count: 0)
        record.isPlain = scalar.isPlain
        record.isNull = scalar.isNull
        record.isUndetermined = scalar.isUndetermined
        var texts = YAMLTexts(place.source)
        texts.made = [scalar]
        self.init(records: [record], texts: texts)
    }
}

/// The texts of a document's scalars.
struct YAMLTexts: Sendable {
    let source: SourceText
    /// Those that do not stand in the source as they are, one behind the other.
    var decoded: [UInt8] = []
    var made: [Scalar] = []

    init(_ source: SourceText) {
        self.source = source
    }

    /// Empty for a list or map.
    subscript(record: YAMLTree.Record) -> String {
        switch record.kind {
        case .list, .map: return ""
        case .written: return String(decoding: source.bytes[record.content], as: UTF8.self)
        case .decoded: return String(decoding: decoded[record.content], as: UTF8.self)
        case .made: return made[Int(record.begin)].text
        }
    }
}
