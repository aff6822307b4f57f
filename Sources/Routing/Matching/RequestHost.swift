import Messages

/// The host that a request is for.
enum RequestHost {
    /// The `Host` field's value, else the front end's domain.
    static func written(in request: Request) -> String? {
        let fields = request.fields
        for line in fields.lines where line.traits.contains(.host) {
            return fields.bytes.span.extracting(line.value).string
        }
        return request.origin.domainName
    }

    /// A host with its port as the client wrote it, its trailing dot dropped; nil where it is none that may stand
    /// in a header.
    static func authority(_ host: String) -> String? {
        guard isAuthority(host.utf8.span) else { return nil }
        let end = nameEnd(host.utf8.span)
        guard end > 0, host.utf8.span[end - 1] == UInt8(ascii: ".") else { return host }
        let name = host.utf8.prefix(end - 1)
        return String(Substring(name)) + String(Substring(host.utf8.dropFirst(end)))
    }

    /// A `Host` value without port and trailing dot, in lower case.
    static func canonical(_ authority: String) -> String {
        var end = nameEnd(authority.utf8.span)
        let bytes = authority.utf8.span
        if end > 0, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
        var isCanonical = end == bytes.count
        for index in 0..<end where (0x41...0x5a).contains(bytes[index]) { isCanonical = false }
        return isCanonical ? authority : String(Substring(authority.utf8.prefix(end))).lowercased()
    }

    /// Whether only bytes stand in it that a host and a port are made of (RFC 3986 section 3.2).
    static func isAuthority(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0 else { return false }
        for index in bytes.indices {
            let byte = bytes[index]
            let isMark = byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
            guard ASCIISet.unreserved.contains(byte) || isMark else { return false }
        }
        return true
    }

    /// Where the name ends and a port begins; brackets hold an IPv6 address and its colons.
    private static func nameEnd(_ bytes: Span<UInt8>) -> Int {
        var index = 0
        if bytes.count > 0, bytes[0] == UInt8(ascii: "[") {
            while index < bytes.count, bytes[index] != UInt8(ascii: "]") { index += 1 }
        }
        while index < bytes.count, bytes[index] != UInt8(ascii: ":") { index += 1 }
        return index
    }
}
