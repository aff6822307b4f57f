/// What a field's name says of how it is handed on, found once when the field comes in.
///
/// Public, since nothing else is inlined into other modules.
public struct FieldTraits: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16

    @inlinable
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// For one connection only (RFC 9110 section 7.6.1): `Connection`, `Keep-Alive`, `TE`, `Trailer`,
    /// `Transfer-Encoding`, `Upgrade`.
    public static let hopByHop = FieldTraits(rawValue: 1)
    /// `Host` (RFC 9110 section 7.2).
    public static let host = FieldTraits(rawValue: 1 << 1)
    /// `Content-Length` (RFC 9110 section 8.6).
    public static let contentLength = FieldTraits(rawValue: 1 << 2)
    /// `Connection` (RFC 9110 section 7.6.1).
    public static let connection = FieldTraits(rawValue: 1 << 3)
    /// `Transfer-Encoding` (RFC 9112 section 6.1).
    public static let transferEncoding = FieldTraits(rawValue: 1 << 4)
    /// `Expect` (RFC 9110 section 10.1.1).
    public static let expect = FieldTraits(rawValue: 1 << 5)
    /// `Proxy` and `Proxy-…`: meant for proxies.
    public static let proxy = FieldTraits(rawValue: 1 << 6)
    /// `Forwarded` (RFC 7239) and `X-Forwarded-For`, `-Host`, `-Port`, `-Proto`.
    public static let forwarded = FieldTraits(rawValue: 1 << 7)
    /// `Cookie` (RFC 6265 section 4.2).
    public static let cookie = FieldTraits(rawValue: 1 << 8)
    /// `Set-Cookie` (RFC 6265 section 4.1).
    public static let setCookie = FieldTraits(rawValue: 1 << 9)
    /// An underscore stands in the name, which many servers take for a hyphen.
    public static let underscore = FieldTraits(rawValue: 1 << 10)
    /// `Keep-Alive` (RFC 2068 section 19.7.1.1).
    public static let keepAlive = FieldTraits(rawValue: 1 << 11)
    /// `Date` and `Server`, which every front end writes itself.
    public static let frontEndOwned = FieldTraits(rawValue: 1 << 12)
    /// `Content-Type` (RFC 9110 section 8.3).
    public static let contentType = FieldTraits(rawValue: 1 << 13)
    /// `Content-Encoding` (RFC 9110 section 8.4).
    public static let contentEncoding = FieldTraits(rawValue: 1 << 14)

    /// The fields that an HTTP client writes by itself, since they frame the message.
    public static let framing: FieldTraits = [.host, .contentLength, .connection, .transferEncoding]
}

/// What other modules ask of each field: the standard library's own they would call through a witness table.
extension FieldTraits {
    @inlinable
    @inline(__always)
    public func contains(_ traits: FieldTraits) -> Bool { rawValue & traits.rawValue == traits.rawValue }

    @inlinable
    @inline(__always)
    public func isDisjoint(with traits: FieldTraits) -> Bool { rawValue & traits.rawValue == 0 }
}

extension FieldTraits {
    @inline(__always)
    static func of(_ name: Span<UInt8>, hash: UInt32, holdsUnderscore: Bool) -> FieldTraits {
        if let known = KnownNames.shared.traits(of: name, hash: hash) { return known }
        var traits: FieldTraits = holdsUnderscore ? .underscore : []
        if name.count > 6, name[0] | 0x20 == UInt8(ascii: "p"),
            name.extracting(0..<6).spells("proxy-".utf8.span)
        {
            traits.insert(.proxy)
        }
        return traits
    }
}

/// The names that have traits, in a table by hash; nearly all others are told from them by one look at it.
///
/// A class, since a struct of this size would be copied for each look.
private final class KnownNames: Sendable {
    static let shared = KnownNames()

    private static let all: [(String, FieldTraits)] = [
        ("connection", [.hopByHop, .connection]), ("keep-alive", [.hopByHop, .keepAlive]), ("te", .hopByHop),
        ("trailer", .hopByHop), ("upgrade", .hopByHop),
        ("transfer-encoding", [.hopByHop, .transferEncoding]),
        ("host", .host), ("content-length", .contentLength), ("expect", .expect), ("proxy", .proxy),
        ("forwarded", .forwarded), ("x-forwarded-for", .forwarded), ("x-forwarded-host", .forwarded),
        ("x-forwarded-port", .forwarded), ("x-forwarded-proto", .forwarded), ("cookie", .cookie),
        ("set-cookie", .setCookie), ("date", .frontEndOwned), ("server", .frontEndOwned),
        ("content-type", .contentType), ("content-encoding", .contentEncoding),
    ]

    /// The hash of the name at each place; 0 where there is none.
    private let hashes: [UInt32]
    /// Which of all names that is.
    private let numbers: [UInt8]
    /// All names, one behind the other, with the end of each.
    private let text: [UInt8]
    private let ends: [Int]
    private let traits: [FieldTraits]

    private init() {
        var hashes = [UInt32](repeating: 0, count: 128)
        var numbers = [UInt8](repeating: 0, count: 128)
        var text: [UInt8] = []
        var ends: [Int] = []
        for (number, (name, _)) in KnownNames.all.enumerated() {
            let hash = NameScan.hash(of: name.utf8.span)
            var place = KnownNames.place(of: hash)
            while hashes[place] != 0 { place = KnownNames.next(place) }
            hashes[place] = hash
            numbers[place] = UInt8(truncatingIfNeeded: number)
            text.append(contentsOf: name.utf8)
            ends.append(text.count)
        }
        self.hashes = hashes
        self.numbers = numbers
        self.text = text
        self.ends = ends
        traits = KnownNames.all.map(\.1)
    }

    @inline(__always)
    func traits(of name: Span<UInt8>, hash: UInt32) -> FieldTraits? {
        var place = KnownNames.place(of: hash)
        while hashes[place] != 0 {
            if hashes[place] == hash {
                let number = Int(numbers[place])
                let start = number == 0 ? 0 : ends[number - 1]
                let text = text
                if name.spells(text.span.extracting(start..<ends[number])) { return traits[number] }
            }
            place = KnownNames.next(place)
        }
        return nil
    }

    @inline(__always)
    private static func place(of hash: UInt32) -> Int { Int((hash ^ hash >> 15) & 127) }

    @inline(__always)
    private static func next(_ place: Int) -> Int { (place + 1) & 127 }
}
