/// A text of the document, as written and with its variables replaced.
package struct Scalar: Sendable {
    /// A `${NAME}` in a scalar.
    package struct Variable: Sendable {
        package let name: String
        /// UTF-8 offsets of its value in `text`.
        package let range: Range<Int>
        package let place: Place
    }

    /// What only a scalar with variables has, apart, since nearly all others are copied all the time.
    private final class Expansion: Sendable {
        let written: String
        let variables: [Variable]

        init(_ written: String, _ variables: [Variable]) {
            self.written = written
            self.variables = variables
        }
    }

    /// The text with variables replaced; never to be shown where `variables` is not empty.
    package let text: String
    /// Neither quoted nor a block scalar, so that `~` means null.
    package let isPlain: Bool
    private let expansion: Expansion?
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
        self.isPlain = isPlain
        self.isUndetermined = isUndetermined
        expansion = written == nil && variables.isEmpty ? nil : Expansion(written ?? text, variables)
    }

    /// The text with `${NAME}` as written: what output shows.
    package var written: String { expansion?.written ?? text }

    /// In the order in which they stand.
    package var variables: [Variable] { expansion?.variables ?? [] }

    package var isNull: Bool { isPlain && variables.isEmpty && Scalar.saysNull(text.utf8.span) }

    /// Whether a text means null where it is plain.
    static func saysNull(_ text: Span<UInt8>) -> Bool {
        // By length first: nearly no text has one of these.
        switch text.count {
        case 0: true
        case 1: text[0] == UInt8(ascii: "~")
        case 4: text[3] | 0x20 == UInt8(ascii: "l") && isNullWord(text)
        default: false
        }
    }

    private static func isNullWord(_ text: Span<UInt8>) -> Bool {
        ["null", "Null", "NULL"].contains { text.isEqual(to: $0.utf8.span) }
    }
}
