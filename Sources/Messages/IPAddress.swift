/// An IPv4 or IPv6 address; an IPv4-mapped IPv6 address becomes the IPv4 one.
package struct IPAddress: Sendable, Hashable {
    /// Its 32 or 128 bits as a number.
    fileprivate let value: UInt128
    package let isV4: Bool

    fileprivate var width: Int { isV4 ? 32 : 128 }

    /// 4 or 16 bytes in network order.
    package var bytes: [UInt8] {
        stride(from: width - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt128($0)) }
    }

    private init(v4 value: UInt32) {
        self.value = UInt128(value)
        isV4 = true
    }

    /// Makes an address of 4 or 16 bytes; nil for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let value = bytes.reduce(0 as UInt128) { $0 << 8 | UInt128($1) }
        isV4 = bytes.count == 4 || value >> 32 == 0xffff
        self.value = isV4 ? value & 0xffff_ffff : value
    }

    /// Reads an address in its text form (RFC 4291 section 2.2 for IPv6); nil when it is none.
    ///
    /// Brackets and zone identifiers are not part of an address; neither are IPv4 octets with leading zeros.
    package init?(_ text: some StringProtocol) {
        self.init(utf8: String(text).utf8.span)
    }

    /// The same of bytes.
    package init?(utf8 text: Span<UInt8>) {
        if let v4 = IPAddress.v4(text) {
            self.init(v4: v4)
        } else if let v6 = IPAddress.v6Bytes(text.string) {
            self.init(bytes: v6)
        } else {
            return nil
        }
    }

    private static func v4(_ text: Span<UInt8>) -> UInt32? {
        guard text.count >= 7, text.count <= 15 else { return nil }
        var packed: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0
        var dots = 0
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "."):
                guard digits > 0, dots < 3 else { return nil }
                packed = packed << 8 | octet
                (octet, digits, dots) = (0, 0, dots &+ 1)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits == 0 || octet > 0 else { return nil }
                octet = octet &* 10 &+ UInt32(byte &- 0x30)
                digits &+= 1
                guard octet <= 255 else { return nil }
            default: return nil
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        return packed << 8 | octet
    }

    private static func v4Bytes(_ text: Substring) -> [UInt8]? {
        v4(String(text).utf8.span).map { packed in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: packed >> UInt32($0)) }
        }
    }

    private static func v6Bytes(_ text: String) -> [UInt8]? {
        var front: [UInt8] = []
        var back: [UInt8]?
        var rest = Substring(text)
        if rest.hasPrefix("::") {
            back = []
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let group = rest.prefix { $0 != ":" }
            guard let bytes = group.contains(".") ? lastGroup(group, in: rest) : hexGroup(group) else {
                return nil
            }
            if back == nil { front += bytes } else { back? += bytes }
            rest = rest.dropFirst(group.count)
            if rest.isEmpty { break }
            rest = rest.dropFirst()
            if rest.first == ":" {
                guard back == nil else { return nil }
                back = []
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        let known = front.count + (back?.count ?? 0)
        guard let back else { return known == 16 ? front : nil }
        guard known <= 14 else { return nil }
        return front + [UInt8](repeating: 0, count: 16 - known) + back
    }

    private static func lastGroup(_ group: Substring, in rest: Substring) -> [UInt8]? {
        group.endIndex == rest.endIndex ? v4Bytes(group) : nil
    }

    private static func hexGroup(_ group: Substring) -> [UInt8]? {
        guard (1...4).contains(group.utf8.count), group.utf8.allSatisfy(isHexDigit) else { return nil }
        guard let value = UInt16(group, radix: 16) else { return nil }
        return [UInt8(value >> 8), UInt8(value & 0xff)]
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as RFC 5952 writes it: lower case, the longest run of zero groups as `::`.
    package var description: String {
        if isV4 { return dotted }
        let groups = stride(from: 112, through: 0, by: -16).map { Int(value >> UInt128($0) & 0xffff) }
        guard let gap = IPAddress.longestZeroRun(groups) else { return IPAddress.hex(groups[...]) }
        return IPAddress.hex(groups[..<gap.lowerBound]) + "::" + IPAddress.hex(groups[gap.upperBound...])
    }

    private var dotted: String {
        unsafe String(unsafeUninitializedCapacity: 15) { buffer in
            var count = 0
            func put(_ byte: UInt32) {
                unsafe buffer[count] = UInt8(truncatingIfNeeded: byte)
                count += 1
            }
            let packed = UInt32(truncatingIfNeeded: value)
            var shift: UInt32 = 24
            while true {
                let octet = packed >> shift & 255
                if octet >= 100 { put(0x30 + octet / 100) }
                if octet >= 10 { put(0x30 + octet / 10 % 10) }
                put(0x30 + octet % 10)
                guard shift > 0 else { return count }
                shift -= 8
                put(UInt32(UInt8(ascii: ".")))
            }
        }
    }

    private static func hex(_ groups: ArraySlice<Int>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private static func longestZeroRun(_ groups: [Int]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > (best?.count ?? 0) { best = start..<end }
            start = max(end, start + 1)
        }
        return best
    }
}

/// A block of addresses, such as `10.0.0.0/8` (RFC 4632) or `2001:db8::/32`; one address alone is a block too.
package struct CIDR: Sendable, Hashable {
    package let address: IPAddress
    /// How many leading bits are fixed: 0 to 32, or 0 to 128.
    package let prefixLength: Int

    /// Reads a block; nil when the address or the length is none.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
        let most = address.width
        self.address = address
        guard parts.count == 2 else {
            prefixLength = most
            return
        }
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]) else {
            return nil
        }
        guard length <= most else { return nil }
        prefixLength = length
    }

    /// Whether the block holds the address; a block of one family holds no address of the other.
    package func contains(_ other: IPAddress) -> Bool {
        guard other.isV4 == address.isV4 else { return false }
        return (address.value ^ other.value) >> UInt128(address.width - prefixLength) == 0
    }

    /// Whether the address has bits set behind the prefix, as in `10.0.0.1/8`.
    package var hasHostBits: Bool {
        let free = UInt128(address.width - prefixLength)
        return (address.value >> free) << free != address.value
    }
}

extension CIDR: CustomStringConvertible {
    package var description: String { "\(address)/\(prefixLength)" }
}
