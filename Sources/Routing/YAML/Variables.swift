/// What `${NAME}` stands for while a table is loaded.
package struct Variables: Sendable {
    /// The environment.
    package let values: [String: String]
    /// Whether a variable that is not set is tolerated; what it stands in is then not checked.
    package let allowsUnset: Bool
    /// Whether `${…}` is replaced at all.
    let areReplaced: Bool

    package init(_ values: [String: String] = [:], allowsUnset: Bool = false) {
        self.init(values, allowsUnset: allowsUnset, areReplaced: true)
    }

    private init(_ values: [String: String], allowsUnset: Bool, areReplaced: Bool) {
        self.values = values
        self.allowsUnset = allowsUnset
        self.areReplaced = areReplaced
    }

    /// For files in which `${…}` is none of ours and stays as it is.
    package static let untouched = Variables([:], allowsUnset: true, areReplaced: false)
}

enum VariableSyntax {
    static let opening: [UInt8] = Array("${".utf8)
    static let escape: [UInt8] = Array("$${".utf8)

    /// `[A-Za-z_][A-Za-z0-9_]*`, as POSIX names variables.
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, !isDigit(first) else { return false }
        return bytes.allSatisfy {
            isDigit($0) || $0 == UInt8(ascii: "_") || (0x61...0x7a).contains($0 | 0x20)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// Replaces the variables of one scalar.
struct VariableExpansion {
    private let variables: Variables
    private let written: [UInt8]
    private let node: Node
    private var text: [UInt8] = []
    private var found: [Scalar.Variable] = []
    private var isUndetermined = false

    /// The scalar that a written text becomes; problems stand at the variable's own place.
    static func expand(
        _ written: String,
        isPlain: Bool,
        at place: Place,
        with variables: Variables,
        _ findings: inout Findings
    ) -> Scalar {
        let node = Node(Scalar(written, isPlain: isPlain), at: place)
        var expansion = VariableExpansion(variables: variables, written: Array(written.utf8), node: node)
        expansion.run(&findings)
        return Scalar(
            String(decoding: expansion.text, as: UTF8.self),
            written: written,
            isPlain: isPlain,
            variables: expansion.found,
            isUndetermined: expansion.isUndetermined
        )
    }

    private init(variables: Variables, written: [UInt8], node: Node) {
        self.variables = variables
        self.written = written
        self.node = node
    }

    private mutating func run(_ findings: inout Findings) {
        var index = 0
        while index < written.count {
            if written[index...].starts(with: VariableSyntax.escape) {
                text += VariableSyntax.opening
                index += 3
            } else if written[index...].starts(with: VariableSyntax.opening) {
                index = variable(at: index, &findings)
            } else {
                text.append(written[index])
                index += 1
            }
        }
    }

    /// Appends the value of the variable that begins here, and gives the offset behind it.
    private mutating func variable(at start: Int, _ findings: inout Findings) -> Int {
        guard let close = written[start...].firstIndex(of: UInt8(ascii: "}")) else {
            findings.report(.unclosedVariable(at: node.place(of: start..<written.count)))
            isUndetermined = true
            return written.count
        }
        let place = node.place(of: start..<(close + 1))
        let inner = written[(start + 2)..<close]
        let name = inner.prefix { $0 != UInt8(ascii: ":") }
        let rest = inner[name.endIndex...]
        let isWellFormed = rest.isEmpty || rest.starts(with: Array(":-".utf8))
        let fallback = rest.isEmpty ? nil : String(decoding: rest.dropFirst(2), as: UTF8.self)
        guard isWellFormed, VariableSyntax.isName(name), !(fallback ?? "").contains("${") else {
            findings.report(.malformedVariable(at: place))
            isUndetermined = true
            return close + 1
        }
        append(
            String(decoding: name, as: UTF8.self),
            fallback: fallback,
            at: place,
            written[start...close],
            &findings
        )
        return close + 1
    }

    private mutating func append(
        _ name: String,
        fallback: String?,
        at place: Place,
        _ source: ArraySlice<UInt8>,
        _ findings: inout Findings
    ) {
        let begin = text.count
        if let value = value(of: name, fallback: fallback) {
            text += Array(value.utf8)
        } else {
            if !variables.allowsUnset { findings.report(.unsetVariable(name, at: place)) }
            isUndetermined = true
            text += source
        }
        found.append(Scalar.Variable(name: name, range: begin..<text.count, place: place))
    }

    private func value(of name: String, fallback: String?) -> String? {
        guard let fallback else { return variables.values[name] }
        let value = variables.values[name] ?? ""
        return value.isEmpty ? fallback : value
    }
}
