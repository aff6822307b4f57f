import CSodium

/// What is needed of libsodium; the only file that imports it.
enum Sodium {
    /// A SHA-256 code has so many bytes.
    static let codeLength = 32

    /// HMAC-SHA256 over several pieces as if they were one (RFC 2104); the key may have any length.
    static func code(over pieces: [ArraySlice<UInt8>], key: SecretBytes) -> [UInt8] {
        guard isReady else { return [] }
        var state = crypto_auth_hmacsha256_state()
        _ = unsafe crypto_auth_hmacsha256_init(&state, Array(key.piece), key.piece.count)
        for piece in pieces {
            unsafe piece.withUnsafeBufferPointer { bytes in
                _ = unsafe crypto_auth_hmacsha256_update(&state, bytes.baseAddress, UInt64(bytes.count))
            }
        }
        var code = [UInt8](repeating: 0, count: codeLength)
        _ = unsafe crypto_auth_hmacsha256_final(&state, &code)
        unsafe sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size)
        return code
    }

    /// Whether two codes are the same, in constant time; no code equals none.
    static func areEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        guard first.count == codeLength, second.count == codeLength else { return false }
        return unsafe sodium_memcmp(first, second, codeLength) == 0
    }

    /// The code that 64 hexadecimal digits of either case write; nil for anything else.
    static func code(hex text: Substring.UTF8View) -> [UInt8]? {
        unsafe decode(text, length: 2 * codeLength) { bytes, text, count in
            unsafe sodium_hex2bin(bytes, codeLength, text, 2 * codeLength, nil, &count, nil)
        }
    }

    /// The code that 44 characters of Base64 write (RFC 4648 section 4), padding among them.
    ///
    /// Nil for anything else, stray bits included.
    static func code(base64 text: Substring.UTF8View) -> [UInt8]? {
        unsafe decode(text, length: 44) { bytes, text, count in
            unsafe sodium_base642bin(
                bytes,
                codeLength,
                text,
                44,
                nil,
                &count,
                nil,
                sodium_base64_VARIANT_ORIGINAL
            )
        }
    }

    private static func decode(
        _ text: Substring.UTF8View,
        length: Int,
        _ body: (UnsafeMutablePointer<UInt8>, UnsafePointer<CChar>, inout Int) -> CInt
    ) -> [UInt8]? {
        let characters = text.map(CChar.init(bitPattern:))
        guard isReady, characters.count == length else { return nil }
        var code = [UInt8](repeating: 0, count: codeLength)
        var count = 0
        let status = unsafe body(&code, characters, &count)
        return status == 0 && count == codeLength ? code : nil
    }

    /// Done once, before anything else; without it nothing is ever right.
    private static let isReady = sodium_init() >= 0
}
