/// The name of a header field: compared without case, kept as it was written (RFC 9110 section 5.1).
package struct FieldName: Sendable {
    /// More bytes than any front end or server lets through in a name.
    package static let longest = 65_535

    /// The name as it was written.
    package let rawName: String
    /// The name in lower case.
    package let canonicalName: String
    let hash: UInt32
    package let traits: FieldTraits

    /// Makes a name; nil where the text is no token (RFC 9110 section 5.6.2) or too long.
    package init?(_ text: String) {
        guard let scan = NameScan(text.utf8.span) else { return nil }
        self.init(text, scan)
    }

    /// The name's bit in `Fields.marks`.
    package var mark: UInt64 { FieldName.mark(of: hash) }

    @inline(__always)
    static func mark(of hash: UInt32) -> UInt64 { 1 << UInt64(hash & 63) }

    /// Whether bytes can be a name.
    package static func isToken(_ bytes: Span<UInt8>) -> Bool { NameScan(bytes) != nil }

    /// A field name written in our own source, known to be a token.
    package static func known(_ text: String) -> FieldName {
        guard let name = FieldName(text) else {
            assertionFailure("\(text) is no field name")
            return .contentType
        }
        return name
    }

    private init(_ text: String, _ scan: NameScan) {
        rawName = text
        canonicalName = scan.isLowerCase ? text : text.lowercased()
        hash = scan.hash
        traits = scan.traits
    }

    /// The name of a field that has been read before.
    init(readBefore text: String, _ line: FieldLine) {
        rawName = text
        canonicalName = text.lowercased()
        hash = line.hash
        traits = line.traits
    }
}

extension FieldName: Hashable {
    package static func == (left: FieldName, right: FieldName) -> Bool {
        left.hash == right.hash && left.canonicalName == right.canonicalName
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}

extension FieldName: CustomStringConvertible {
    package var description: String { rawName }
}

extension FieldName {
    package static let accept = known("Accept")
    package static let accessControlAllowCredentials = known("Access-Control-Allow-Credentials")
    package static let accessControlAllowHeaders = known("Access-Control-Allow-Headers")
    package static let accessControlAllowMethods = known("Access-Control-Allow-Methods")
    package static let accessControlAllowOrigin = known("Access-Control-Allow-Origin")
    package static let accessControlExposeHeaders = known("Access-Control-Expose-Headers")
    package static let accessControlMaxAge = known("Access-Control-Max-Age")
    package static let accessControlRequestHeaders = known("Access-Control-Request-Headers")
    package static let accessControlRequestMethod = known("Access-Control-Request-Method")
    package static let allow = known("Allow")
    package static let authorization = known("Authorization")
    package static let connection = known("Connection")
    package static let contentEncoding = known("Content-Encoding")
    package static let contentLength = known("Content-Length")
    package static let contentType = known("Content-Type")
    package static let cookie = known("Cookie")
    package static let host = known("Host")
    package static let location = known("Location")
    package static let origin = known("Origin")
    package static let setCookie = known("Set-Cookie")
    package static let trailer = known("Trailer")
    package static let transferEncoding = known("Transfer-Encoding")
    package static let userAgent = known("User-Agent")
    package static let vary = known("Vary")
    package static let via = known("Via")
}
