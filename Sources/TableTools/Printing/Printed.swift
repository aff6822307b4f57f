import Routing

/// A value of a table on its way out.
package indirect enum Printed: Sendable, Hashable {
    /// `isPlain`: neither quoted nor a block in the file, so that it may be a number, a truth value or null.
    case scalar(String, isPlain: Bool)
    case list([Printed])
    case map([Member])

    package struct Member: Sendable, Hashable {
        let name: String
        var value: Printed
    }

    /// A value as it is written, or with what its variables hold.
    init(_ node: Node, reveals: Bool) {
        switch node.content {
        case .scalar(let scalar):
            let text =
                reveals
                ? scalar.text.split(separator: "${", omittingEmptySubsequences: false).joined(
                    separator: "$${"
                ) : scalar.written
            self = .scalar(text, isPlain: scalar.isPlain)
        case .list(let elements): self = .list(elements.map { Printed($0, reveals: reveals) })
        case .map(let entries):
            self = .map(entries.map { Member(name: $0.name, value: Printed($0.value, reveals: reveals)) })
        }
    }

    var members: [Member] {
        guard case .map(let members) = self else { return [] }
        return members
    }

    /// A member's value; setting nil takes it out, another value goes to the end where the name is new.
    subscript(name: String) -> Printed? {
        get { members.first { $0.name == name }?.value }
        set {
            var members = self.members
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): return
            }
            self = .map(members)
        }
    }

    var text: String? {
        guard case .scalar(let text, _) = self else { return nil }
        return text
    }

    /// The elements of a list, or the value where one may stand for a list of one.
    var elements: [Printed] {
        guard case .list(let elements) = self else { return [self] }
        return elements
    }
}
