import Messages
import HTTPTypes

/// What a sample backend got, as the JSON that it answers with.
struct Received {
    private let name: String
    private let method: String
    private let target: String
    private let fields: Fields
    private let body: [UInt8]

    init(_ exchange: Exchange, body: [UInt8], by name: String) {
        self.name = name
        method = exchange.method
        target = exchange.target
        fields = exchange.fields
        self.body = body
    }

    /// One line a member, the fields in their order; a body that is long or no text is only counted.
    var json: String {
        var members = [
            #""backend": \#(quoted(name))"#, #""method": \#(quoted(method))"#,
            #""target": \#(quoted(target))"#,
        ]
        let pairs = fields.map { "    [\(quoted($0.name.rawName)), \(quoted($0.value))]" }
        members.append("\"fields\": [\n\(pairs.joined(separator: ",\n"))\n  ]")
        members.append(#""bodyBytes": \#(body.count)"#)
        if body.count <= 4096, let text = String(validating: body, as: UTF8.self) {
            members.append(#""body": \#(quoted(text))"#)
        }
        return "{\n" + members.map { "  " + $0 }.joined(separator: ",\n") + "\n}\n"
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
