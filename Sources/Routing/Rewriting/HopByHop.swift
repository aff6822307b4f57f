import HTTPTypes
import Messages

/// Fields that are for one connection only and never handed on (RFC 9110 section 7.6.1).
enum HopByHop {
    /// Whether a field belongs to the connection or to the message's framing, whatever `Connection` says.
    static func contains(_ name: HTTPField.Name) -> Bool {
        let name = name.canonicalName
        switch name.utf8.count {
        case 2: return name == "te"
        case 7: return name == "trailer" || name == "upgrade"
        case 10: return name == "connection" || name == "keep-alive"
        case 17: return name == "transfer-encoding"
        default: return false
        }
    }

    /// Whether a field of a request is never handed on: besides the above the host, which is made anew, the
    /// length, which is that of the body as it is sent, and what is meant for proxies.
    static func isDropped(fromRequest name: HTTPField.Name) -> Bool {
        let text = name.canonicalName
        switch text.utf8.count {
        case 4 where text == "host": return true
        case 5 where text == "proxy": return true
        case 6 where text == "expect": return true
        case 14 where text == "content-length": return true
        default: return contains(name) || isForProxies(text)
        }
    }

    /// Whether a field of a response is never handed on.
    static func isDropped(fromResponse name: HTTPField.Name) -> Bool {
        contains(name) || isForProxies(name.canonicalName)
    }

    private static func isForProxies(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: "p") && name.utf8.starts(with: "proxy-".utf8)
    }

    /// The names that `Connection` lists, in lower case; empty where there is none.
    static func namesInConnection(_ fields: HTTPFields) -> Set<String> {
        var names: Set<String> = []
        for field in fields where field.name.canonicalName == "connection" {
            for name in field.value.utf8.split(separator: UInt8(ascii: ",")) {
                names.insert(String(Substring(name).trimmingSpaces).lowercased())
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
