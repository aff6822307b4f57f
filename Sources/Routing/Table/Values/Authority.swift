import Messages

/// A host with an optional port, as in `Host` and URLs (RFC 3986 section 3.2).
struct Authority: Sendable, Hashable {
    /// Lower case; an IPv6 address without its brackets.
    let host: String
    /// 1 to 65535; nil where none is given.
    let port: Int?

    /// Nil where the host is no name or address, or the port no number of a port.
    init?(_ text: String) {
        let name: Substring
        let rest: Substring
        if text.utf8.first == UInt8(ascii: "[") {
            guard let close = text.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = text[text.utf8.index(after: text.startIndex)..<close]
            rest = text[text.utf8.index(after: close)...]
            guard
                IPAddress(name)?.isV4 == false
                    || IPAddress(name) != nil && name.utf8.contains(UInt8(ascii: ":"))
            else { return nil }
        } else {
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
            name = text[..<colon]
            rest = text[colon...]
            guard Authority.isName(name) else { return nil }
        }
        host = name.lowercased()
        guard !rest.isEmpty else {
            port = nil
            return
        }
        guard rest.utf8.first == UInt8(ascii: ":"), let number = Authority.port(rest.dropFirst()) else {
            return nil
        }
        port = number
    }

    /// 1 to 65535; nil for anything else.
    static func port(_ text: some StringProtocol) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        guard let number = Int(text), (1...65535).contains(number) else { return nil }
        return number
    }

    /// Labels of letters, digits, `-` and `_`, at most 253 bytes (RFC 1123 section 2.1, with the `_` of private names).
    private static func isName(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        var label = 0
        var last: UInt8 = 0
        for byte in text.utf8 {
            let isLetterOrDigit = (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
            if byte == UInt8(ascii: ".") {
                guard label > 0, last != UInt8(ascii: "-") else { return false }
                label = 0
            } else {
                guard isLetterOrDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") && label > 0
                else { return false }
                label += 1
                guard label <= 63 else { return false }
            }
            last = byte
        }
        return last != UInt8(ascii: "-")
    }
}
