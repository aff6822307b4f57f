import Messages

extension Printed {
    /// The value as a YAML document.
    package var yaml: String {
        switch self {
        case .map(let members): members.map { Printed.yaml($0, indent: 0) }.joined()
        case .list, .scalar: flow + "\n"
        }
    }

    private static func yaml(_ member: Member, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        let head = margin + quotedIfNeeded(member.name, isPlain: true) + ":"
        switch member.value {
        case .map(let members) where !members.isEmpty && !fits(member, indent):
            return head + "\n" + members.map { yaml($0, indent: indent + 2) }.joined()
        case .list(let elements) where !elements.isEmpty && !fits(member, indent):
            return head + "\n" + elements.map { element($0, indent: indent + 2) }.joined()
        case .scalar, .map, .list: return head + " " + member.value.flow + "\n"
        }
    }

    private static func element(_ value: Printed, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        guard case .map(let members) = value, !members.isEmpty, value.flow.count + indent > 60 else {
            return margin + "- " + value.flow + "\n"
        }
        let lines = members.map { yaml($0, indent: indent + 2) }.joined()
        return margin + "- " + lines.dropFirst(indent + 2)
    }

    /// Whether a value is small enough for one line; routes, backends and tests have lines of their own.
    private static func fits(_ member: Member, _ indent: Int) -> Bool {
        guard indent > 0 else { return false }
        return member.value.flow.count + member.name.count + indent <= 90
    }

    /// In one line, as YAML's flow style has it.
    var flow: String {
        switch self {
        case .scalar(let text, let isPlain): Printed.quotedIfNeeded(text, isPlain: isPlain)
        case .list(let elements): "[" + elements.map(\.flow).joined(separator: ", ") + "]"
        case .map(let members):
            "{"
                + members.map { Printed.quotedIfNeeded($0.name, isPlain: true) + ": " + $0.value.flow }
                .joined(separator: ", ") + "}"
        }
    }

    /// The text without quotes where it stood so and may stand so anywhere.
    private static func quotedIfNeeded(_ text: String, isPlain: Bool) -> String {
        let isOneWord = !text.utf8.contains(0x20)
        let isSafe = text.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case 0x20: index > 0 && index < text.utf8.count - 1
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            case UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "+"): true
            case UInt8(ascii: "-"): index > 0 || text.utf8.count > 1 && isOneWord
            case UInt8(ascii: ":"): isOneWord && index > 0 && index < text.utf8.count - 1
            default: false
            }
        }
        return isPlain && isSafe && !text.isEmpty ? text : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The value as a JSON text; numbers and truth values are those that were not quoted.
    package var json: String { json(indent: 0) + "\n" }

    private func json(indent: Int) -> String {
        let margin = String(repeating: " ", count: indent + 2)
        let end = "\n" + String(repeating: " ", count: indent)
        switch self {
        case .scalar(let text, let isPlain):
            return isPlain && Printed.isLiteral(text) ? text : Printed.quoted(text)
        case .list(let elements):
            guard !elements.isEmpty else { return "[]" }
            return "[" + elements.map { "\n" + margin + $0.json(indent: indent + 2) }.joined(separator: ",")
                + end + "]"
        case .map(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map {
                "\n" + margin + Printed.quoted($0.name) + ": " + $0.value.json(indent: indent + 2)
            }
            return "{" + lines.joined(separator: ",") + end + "}"
        }
    }

    private static func isLiteral(_ text: String) -> Bool {
        if ["true", "false", "null"].contains(text) { return true }
        let isNumber =
            (1...15).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber && (text == "0" || text.utf8.first != UInt8(ascii: "0"))
    }
}
