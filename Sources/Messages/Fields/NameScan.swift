/// What one pass over a field name's bytes tells.
struct NameScan {
    /// Of the name in lower case.
    let hash: UInt32
    let isLowerCase: Bool
    let traits: FieldTraits

    /// Nil where the bytes are no token (RFC 9110 section 5.6.2), or too many.
    @inline(__always)
    init?(_ name: Span<UInt8>) {
        guard name.count > 0, name.count <= FieldName.longest, let pass = Pass(name) else { return nil }
        hash = pass.hash32
        isLowerCase = pass.raised == 0
        traits = FieldTraits.of(name, hash: hash, holdsUnderscore: pass.holdsUnderscore)
    }

    /// The hash of a name that is known to be a token in lower case.
    static func hash(of canonicalName: Span<UInt8>) -> UInt32 { Pass(canonicalName)?.hash32 ?? 0 }
}

/// A pass over a name, eight bytes at a time.
private struct Pass {
    private var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    /// The bits that lower case has set.
    private(set) var raised: UInt64 = 0
    private(set) var holdsUnderscore = false

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Nil where a byte can stand in no token.
    @inline(__always)
    init?(_ name: Span<UInt8>) {
        let count = name.count
        guard count >= 8 else {
            // What there is no byte for counts as letters.
            let rest = Pass.ones &* UInt64(UInt8(ascii: "a")) << UInt64(truncatingIfNeeded: count &* 8)
            guard add(name.shortWord | rest) else { return nil }
            return
        }
        var place = 0
        while place &+ 8 < count {
            guard add(name.word(at: place)) else { return nil }
            place &+= 8
        }
        // The last eight bytes, some of which may have been there before.
        guard add(name.word(at: count &- 8)) else { return nil }
    }

    var hash32: UInt32 { UInt32(truncatingIfNeeded: hash ^ hash >> 32) }

    /// Adds eight bytes; false where one of them can stand in no token.
    @inline(__always)
    private mutating func add(_ word: UInt64) -> Bool {
        // Without a byte of 0x80 or more no sum runs over into the next byte.
        guard word & Pass.highs == 0 else { return false }
        let capitals = Pass.between("A", "Z", word)
        let lower = word | capitals >> 2
        raised |= capitals
        let hyphens = ~((lower ^ Pass.ones &* UInt64(UInt8(ascii: "-"))) &+ Pass.ones &* 0x7f) & Pass.highs
        if Pass.between("a", "z", lower) | hyphens != Pass.highs, !areTokenBytes(word) { return false }
        hash = (hash ^ lower) &* 0x9fb2_1c65_1e98_df25
        hash ^= hash >> 32
        return true
    }

    /// The highest bit of each byte that lies between two others.
    @inline(__always)
    private static func between(_ first: Unicode.Scalar, _ last: Unicode.Scalar, _ word: UInt64) -> UInt64 {
        let fromFirst = word &+ ones &* (0x80 - UInt64(first.value))
        let behindLast = word &+ ones &* (0x7f - UInt64(last.value))
        return fromFirst & ~behindLast & highs
    }

    private mutating func areTokenBytes(_ word: UInt64) -> Bool {
        for shift in stride(from: 0, to: UInt64(64), by: 8) {
            let byte = UInt8(truncatingIfNeeded: word >> shift)
            holdsUnderscore = holdsUnderscore || byte == UInt8(ascii: "_")
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."),
                UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
                UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"),
                UInt8(ascii: "|"), UInt8(ascii: "~"):
                continue
            default: return false
            }
        }
        return true
    }
}

extension Span<UInt8> {
    /// Whether the bytes are a name that is given in lower case, in whatever case they are.
    @inline(__always)
    func spells(_ canonicalName: Span<UInt8>) -> Bool {
        guard count == canonicalName.count else { return false }
        guard count >= 8 else { return Self.lowerCase(shortWord) == canonicalName.shortWord }
        var place = 0
        while place &+ 8 < count {
            guard Self.lowerCase(word(at: place)) == canonicalName.word(at: place) else { return false }
            place &+= 8
        }
        return Self.lowerCase(word(at: count &- 8)) == canonicalName.word(at: count &- 8)
    }

    /// Eight bytes with the ASCII capitals among them in lower case.
    @inline(__always)
    private static func lowerCase(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // Without their highest bits, so that no sum runs over into the next byte.
        let letters = word & (ones &* 0x7f)
        let fromA = letters &+ ones &* (0x80 - UInt64(UInt8(ascii: "A")))
        let behindZ = letters &+ ones &* (0x7f - UInt64(UInt8(ascii: "Z")))
        return word | (fromA & ~behindZ & ~word & (ones &* 0x80)) >> 2
    }
}
