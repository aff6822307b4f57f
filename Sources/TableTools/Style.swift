/// How output stands out on a terminal; plain everywhere else.
package struct Style: Sendable, Hashable {
    package let isColoured: Bool

    package init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    package static let plain = Style(isColoured: false)

    /// What is as it should be, and what to do.
    package func good(_ text: String) -> String { marked(text, "32") }
    /// What is wrong.
    package func bad(_ text: String) -> String { marked(text, "31") }
    /// What nobody here can tell, and what may be wrong.
    package func open(_ text: String) -> String { marked(text, "33") }
    /// What a text is about.
    package func strong(_ text: String) -> String { marked(text, "1") }
    func faint(_ text: String) -> String { marked(text, "2") }

    private func marked(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}

extension String {
    /// Without the control characters with which a request could drive the reader's terminal.
    var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var result = UnicodeScalarView()
        for scalar in unicodeScalars { result.append(scalar.isControl ? "\u{fffd}" : scalar) }
        return String(result)
    }

    /// Filled up with spaces to a width in characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { value < 0x20 || (0x7f..<0xa0).contains(value) }
}
