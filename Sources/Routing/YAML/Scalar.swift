/// A text of the document, as written and with its variables replaced.
package struct Scalar: Sendable {
    /// A `${NAME}` in a scalar.
    package struct Variable: Sendable {
        package let name: String
        /// UTF-8 offsets of its value in `text`.
        package let range: Range<Int>
        package let place: Place
    }

    /// The text with variables replaced; never to be shown where `variables` is not empty.
    package let text: String
    /// The text with `${NAME}` as written: what output shows.
    package let written: String
    /// Neither quoted nor a block scalar, so that `~` means null.
    package let isPlain: Bool
    /// In the order in which they stand.
    package let variables: [Variable]
    /// Whether a variable in it is unset and tolerated; `text` holds `${NAME}` for it.
    package let isUndetermined: Bool

    package init(
        _ text: String,
        written: String? = nil,
        isPlain: Bool = false,
        variables: [Variable] = [],
        isUndetermined: Bool = false
    ) {
        self.text = text
        self.written = written ?? text
        self.isPlain = isPlain
        self.variables = variables
        self.isUndetermined = isUndetermined
    }

    package var isNull: Bool {
        guard isPlain, variables.isEmpty else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }
}
