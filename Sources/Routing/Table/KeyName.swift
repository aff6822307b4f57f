/// The names that keys of the table have, whatever they mean where they stand: what ``Key`` says of them is said there.
///
/// Numbers to compare, so that the text of a key is looked at once, while the document is read.
package enum KeyName: String, Sendable, CaseIterable {
    // Of the table.
    case version, include, defaults, backends, routes, tests, errors, matchOrder, pathPolicy, stripBasePath
    case stripStage, deadlineMargin, identity, metrics, namespace, reload, every, fallback
    case dotSegments, encodedSlash, doubleSlash
    // Of a route, and of what it starts from.
    case name, match, backend, redirect, respond, rewrite, timeouts, retry, requestHeaders, responseHeaders
    case hostHeader, response, cors, allow, maxBody, forwarded, via, preserveLocation, verify, mirror
    // Of a match.
    case path, methods, headers, query, hosts, sourceIps, not
    case exact, prefix, template, regex, suffix, contains, present
    // Of what a route does.
    case replacePrefix, substitution, host, scheme, port, status, body, set, add, remove, setIfAbsent
    case weight, percent, wait, envelope
    case connect, backendRequest, request, attempts, on, codes, backoff
    case allowOrigins, allowMethods, allowHeaders, exposeHeaders, allowCredentials, maxAge
    case preset, hmac, token, header, encoding, signed, timestampHeader, tolerance, secret, secrets
    // Of a backend.
    case url, endpoints, tls, keepAlive, eject, preconnect, failures
    case `for`
    case caFile, serverName, certificateFile, keyFile
    // Of a test.
    case expect, method, sourceIp, route, noHeaders, location
    // Of the errors.
    case noRoute, methodNotAllowed, connectFailure, timeout, badGateway, bodyTooLarge, answerTooLarge
    case badRequest, forbidden, unauthorized, matchLimit, loop
}

extension KeyName {
    /// The name that a text is; nil where it is none.
    init?(_ text: Span<UInt8>) {
        guard let name = KeyNameTable.all[text] else { return nil }
        self = name
    }
}

/// The names by their bytes: a hash table with open addressing.
///
/// A name is two words, and these are compared, never its bytes.
private struct KeyNameTable: Sendable {
    private struct Slot: Sendable {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var name: KeyName?
    }

    static let all = KeyNameTable()

    private static let size = 256

    private var slots = Array(repeating: Slot(), count: KeyNameTable.size)

    private init() {
        for name in KeyName.allCases {
            guard let (low, high) = KeyNameTable.words(name.rawValue.utf8.span) else { continue }
            slots[place(of: low, high)] = Slot(low: low, high: high, name: name)
        }
    }

    subscript(text: Span<UInt8>) -> KeyName? {
        guard let (low, high) = KeyNameTable.words(text) else { return nil }
        return slots[place(of: low, high)].name
    }

    /// The bytes of a text, as long as the longest name at most; nil where it is longer, or ends with a NUL, by
    /// which it would be another's.
    private static func words(_ text: Span<UInt8>) -> (low: UInt64, high: UInt64)? {
        let count = text.count
        guard count > 0, count <= 16, text[count - 1] != 0 else { return nil }
        var (low, high): (UInt64, UInt64) = (0, 0)
        for index in 0..<min(8, count) { low |= UInt64(text[index]) << UInt64(8 * index) }
        if count > 8 { for index in 8..<count { high |= UInt64(text[index]) << UInt64(8 * index - 64) } }
        return (low, high)
    }

    /// The slot of a name, or the empty one where it would stand.
    private func place(of low: UInt64, _ high: UInt64) -> Int {
        let mixed = (low ^ high &* 0x9e37_79b9_7f4a_7c15) &* 0x9e37_79b9_7f4a_7c15
        var place = Int(truncatingIfNeeded: mixed >> 56)
        while slots[place].name != nil, slots[place].low != low || slots[place].high != high {
            place = (place + 1) & (KeyNameTable.size - 1)
        }
        return place
    }
}
