/// A text of the document, as written and with its variables replaced.
package struct Scalar: Sendable {
    /// A `${NAME}` in a scalar.
    package struct Variable: Sendable {
        package let name: String
        /// UTF-8 offsets of its value in `text`.
        package let range: Range<Int>
        package let place: Place
    }

    /// What only a text with a `${` in it has to remember; few have, so that the others stay small.
    private final class Expansion: Sendable {
        let written: String
        let variables: [Variable]
        let isUndetermined: Bool

        init(written: String, variables: [Variable], isUndetermined: Bool) {
            self.written = written
            self.variables = variables
            self.isUndetermined = isUndetermined
        }
    }

    /// The text with variables replaced; never to be shown where `variables` is not empty.
    package let text: String
    /// Neither quoted nor a block scalar, so that `~` means null.
    package let isPlain: Bool
    private let expansion: Expansion?

    package init(_ text: String, isPlain: Bool = false) {
        self.text = text
        self.isPlain = isPlain
        expansion = nil
    }

    package init(_ text: String, written: String, isPlain: Bool, variables: [Variable], isUndetermined: Bool)
    {
        self.text = text
        self.isPlain = isPlain
        expansion = Expansion(written: written, variables: variables, isUndetermined: isUndetermined)
    }

    /// A text of which nothing is known.
    static let unknown = Scalar("", written: "", isPlain: false, variables: [], isUndetermined: true)

    /// The text with `${NAME}` as written: what output shows.
    package var written: String { expansion?.written ?? text }

    /// In the order in which they stand.
    package var variables: [Variable] { expansion?.variables ?? [] }

    /// Whether a variable in it is unset and tolerated; `text` holds `${NAME}` for it.
    package var isUndetermined: Bool { expansion?.isUndetermined ?? false }

    package var isNull: Bool {
        guard isPlain, expansion == nil, text.utf8.count <= 4 else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }
}
