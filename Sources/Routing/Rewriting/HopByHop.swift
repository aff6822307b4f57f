import Messages

/// Fields that are for one connection only and never handed on (RFC 9110 section 7.6.1).
enum HopByHop {
    /// What is never handed on of a request: besides fields of the connection the host, which is made anew, the
    /// length, which is that of the body as it is sent, and what is meant for proxies.
    static let droppedFromRequests: FieldTraits = [.hopByHop, .host, .contentLength, .expect, .proxy]

    /// What is never handed on of a response.
    static let droppedFromResponses: FieldTraits = [.hopByHop, .proxy]

    /// The names that `Connection` lists, in lower case; empty where there is none.
    static func namesInConnection(_ fields: Fields) -> [String] {
        var names: [String] = []
        for line in fields.lines where line.traits.contains(.connection) {
            for name in fields.bytes[line.value].split(separator: UInt8(ascii: ",")) {
                let text = Substring(String(decoding: name, as: UTF8.self))
                names.append(text.trimmingSpaces.lowercased())
            }
        }
        return names
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    var trimmingSpaces: Substring {
        var rest = self.utf8
        while let first = rest.first, first == 0x20 || first == 0x09 { rest = rest.dropFirst() }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
        return Substring(rest)
    }
}
