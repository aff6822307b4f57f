/// What one pass over a field name's bytes tells.
struct NameScan {
    /// Of the name in lower case.
    let hash: UInt32
    let isLowerCase: Bool
    let traits: FieldTraits

    /// Nil where the bytes are no token (RFC 9110 section 5.6.2), or too many.
    @inline(__always)
    init?(_ name: Span<UInt8>) {
        guard name.count > 0, name.count <= FieldName.longest else { return nil }
        var hash: UInt32 = 2_166_136_261
        var raised: UInt8 = 0
        var holdsUnderscore = false
        for index in name.indices {
            let byte = name[index]
            let lower = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
            if lower &- UInt8(ascii: "a") >= 26, lower != UInt8(ascii: "-") {
                guard NameScan.isRareTokenByte(byte) else { return nil }
                holdsUnderscore = holdsUnderscore || byte == UInt8(ascii: "_")
            }
            raised |= lower ^ byte
            hash = (hash ^ UInt32(lower)) &* 16_777_619
        }
        self.hash = hash
        isLowerCase = raised == 0
        traits = FieldTraits.of(name, hash: hash, holdsUnderscore: holdsUnderscore)
    }

    /// Token bytes that are neither letters nor the hyphen.
    private static func isRareTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"),
            UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

extension Span<UInt8> {
    /// Whether the bytes are a name that is given in lower case, in whatever case they are.
    @inline(__always)
    func spells(_ canonicalName: Span<UInt8>) -> Bool {
        guard count == canonicalName.count else { return false }
        for index in indices {
            let byte = self[index]
            let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            guard lower == canonicalName[index] else { return false }
        }
        return true
    }
}
