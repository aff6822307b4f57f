package import Messages

/// What is done to the header fields of a request or a response, one action a name.
package struct HeaderChanges: Sendable, Hashable {
    package enum Action: Sendable, Hashable {
        /// In place of every field of the name.
        case set(Template)
        /// Behind the fields of the name; one field for each value.
        case add([Template])
        case remove
        /// Only where no field of the name is there.
        case setIfAbsent(Template)
    }

    package struct Change: Sendable, Hashable {
        package let name: FieldName
        package let action: Action

        package init(name: FieldName, action: Action) {
            self.name = name
            self.action = action
        }
    }

    /// In the order of the table, an earlier level's first; each name once.
    package let changes: [Change]

    package init(_ changes: [Change] = []) {
        self.changes = changes
    }

    package var isEmpty: Bool { changes.isEmpty }
}

extension HeaderChanges {
    /// What one level of the table gives, or several levels together.
    struct Given: Sendable {
        private(set) var changes: [Located<Change>] = []
        /// The templates of all values.
        private(set) var templates: [LocatedTemplate] = []
        private var templateCounts: [Int] = []

        /// This level with a later one on top, which wins for the names that it names.
        func merged(with later: Given) -> Given {
            if later.changes.isEmpty { return self }
            if changes.isEmpty { return later }
            let names = Set(later.changes.map(\.value.name))
            var result = Given()
            for (change, templates) in pairs where !names.contains(change.value.name) {
                result.append(change, templates)
            }
            for (change, templates) in later.pairs { result.append(change, templates) }
            return result
        }

        private var pairs: [(Located<Change>, ArraySlice<LocatedTemplate>)] {
            var start = 0
            return zip(changes, templateCounts).map { change, count in
                defer { start += count }
                return (change, templates[start..<start + count])
            }
        }

        mutating func append(_ change: Located<Change>, _ templates: ArraySlice<LocatedTemplate>) {
            changes.append(change)
            self.templates += templates
            templateCounts.append(templates.count)
        }
    }

    init(_ given: Given) {
        self.init(given.changes.map(\.value))
    }
}
