import GatewayEvents
import Glibc
import Testing

/// Writes generated documents, and what we read them as, into the folder that `SWITCHYARD_ORACLE_FOLDER` names,
/// for `Tests/oracles/json_values.py`, which reads them with Python's `json`.
struct OracleFilesTests {
    static let folder = unsafe getenv("SWITCHYARD_ORACLE_FOLDER").map { unsafe String(cString: $0) }

    @Test(.enabled(if: folder != nil))
    func `documents are written with what they were read as`() throws {
        var generator = SeededGenerator(seed: 7)
        var text = ""
        var refused = 0
        for _ in 0..<20_000 {
            let document = GeneratedJSON.document(&generator)
            let value = try? JSONValue(reading: document)
            if value == nil { refused += 1 }
            text += "\(GeneratedJSON.hex(document)) \(value.map(GeneratedJSON.canonical) ?? "refused")\n"
        }
        #expect((2_000..<18_000).contains(refused))
        let folder = try #require(OracleFilesTests.folder)
        Fixtures.write(text.utf8, to: "\(folder)/json-values.txt")
    }
}

/// JSON texts at random, about half of them damaged.
private enum GeneratedJSON {
    static func document(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        value(&bytes, depth: 0, &generator)
        guard Bool.random(using: &generator), !bytes.isEmpty else { return bytes }
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: pick(pieces, &generator).utf8, at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }

    private static func value(_ bytes: inout [UInt8], depth: Int, _ generator: inout SeededGenerator) {
        space(&bytes, &generator)
        switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &generator) {
        case 0: bytes += pick(["true", "false", "null"], &generator).utf8
        case 1, 2: bytes += pick(numbers, &generator).utf8
        case 3, 4: string(&bytes, &generator)
        case 5: list(&bytes, "[]", &generator) { value(&$0, depth: depth + 1, &$1) }
        default:
            list(&bytes, "{}", &generator) { bytes, generator in
                space(&bytes, &generator)
                string(&bytes, &generator)
                space(&bytes, &generator)
                bytes += ":".utf8
                value(&bytes, depth: depth + 1, &generator)
            }
        }
        space(&bytes, &generator)
    }

    private static func list(
        _ bytes: inout [UInt8],
        _ brackets: String,
        _ generator: inout SeededGenerator,
        _ element: (inout [UInt8], inout SeededGenerator) -> Void
    ) {
        let count = Int.random(in: 0...4, using: &generator)
        bytes += brackets.utf8.prefix(1)
        for place in 0..<count {
            if place > 0 { bytes += ",".utf8 }
            element(&bytes, &generator)
        }
        if count == 0 { space(&bytes, &generator) }
        bytes += brackets.utf8.suffix(1)
    }

    private static func string(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        bytes += "\"".utf8
        for _ in 0..<Int.random(in: 0...12, using: &generator) { bytes += pick(characters, &generator).utf8 }
        bytes += "\"".utf8
    }

    private static func space(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        if Int.random(in: 0..<8, using: &generator) == 0 {
            bytes += pick([" ", "\n", "\t\r", "    "], &generator).utf8
        }
    }

    private static func pick(_ texts: [String], _ generator: inout SeededGenerator) -> String {
        texts.randomElement(using: &generator) ?? ""
    }

    private static let numbers = [
        "0", "-0", "1", "-12", "1.5", "0.001", "1e5", "1E+5", "-2.50e-10", "123456789012345678901234567890",
        "1e999",
    ]
    private static let characters = [
        "a", "bc", "plain text of some length", " ", "ä", "€", "😀", "\u{7f}", "\\\"", "\\\\", "\\/", "\\b",
        "\\f", "\\n",
        "\\r", "\\t", "\\u0000", "\\u0041", "\\u00e4", "\\u20AC", "\\ud83d\\ude00", "\\ud83d", "\\ude00",
        "\\uffff",
    ]
    private static let pieces = [
        "\"", "\\", "\\u", "\\u12", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "NaN", "nul",
        "\u{feff}", "\u{a0}",
        "//", "'", "+1", "01", "\u{0}", "\u{b}",
    ]

    /// A form that is the same for the same value whatever wrote it: strings in hex, members sorted.
    static func canonical(_ value: JSONValue) -> String {
        switch value {
        case .null: "n"
        case .bool(let flag): flag ? "t" : "f"
        case .number(let digits): "d" + digits
        case .string(let bytes): "s" + hex(bytes)
        case .array(let elements): "[" + elements.map(canonical).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { hex($0.name) + ":" + canonical($0.value) }.sorted().joined(separator: ",")
                + "}"
        }
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
