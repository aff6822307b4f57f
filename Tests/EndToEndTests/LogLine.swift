import GatewayEvents

/// One line of the bootstrap's log in JSON.
struct LogLine: Sendable, CustomStringConvertible {
    let description: String
    private let value: JSONValue

    init(_ text: Substring) throws {
        description = String(text)
        value = try JSONValue(reading: Array(text.utf8))
    }

    /// A field's value as it is written, without quotes; nil for none.
    subscript(name: String) -> String? {
        switch value[name] {
        case .number(let text)?: text
        case .bool(let isTrue)?: "\(isTrue)"
        case let other?: other.text
        case nil: nil
        }
    }

    /// A field in milliseconds; nil for none.
    func milliseconds(_ name: String) -> Double? { self[name].flatMap { Double($0) } }
}
