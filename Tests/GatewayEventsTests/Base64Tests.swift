import GatewayEvents
import Testing

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold in both directions`(plain: String, coded: String) {
        #expect(Base64.characters(of: Array(plain.utf8)) == Array(coded.utf8))
        #expect(Base64.bytes(of: Array(coded.utf8)) == Array(plain.utf8))
    }

    @Test func `any bytes come back, of any length`() {
        var generator = SeededGenerator(seed: 4)
        for length in Array(0...200) + [5_000, 8_191, 8_192, 8_193] {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let characters = Base64.characters(of: bytes)
            #expect(characters.count == (length + 2) / 3 * 4)
            #expect(Base64.bytes(of: characters) == bytes)
        }
    }

    @Test(arguments: [
        "A", "AA", "AAA", "AA=A", "A===", "====", "AB==", "AAB=", "AAAA====", "AA==AAAA", "AA-A", "AA_A",
        "AA A",
        "AAA\n", "AAAAAAAAAAAAAAAAAAAA!AAA", "AAAAAAAA=AAAAAAAAAAAAAAAAAAA", "\u{e4}AA",
    ])
    func `what is no Base64 to the letter is refused`(characters: String) {
        #expect(Base64.bytes(of: Array(characters.utf8)) == nil)
    }

    @Test func `every character that is not of the alphabet is refused at every place`() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for byte in UInt8.min...UInt8.max where !alphabet.contains(byte) {
            for place in 0..<22 {
                var characters = [UInt8](repeating: UInt8(ascii: "A"), count: 24)
                characters[place] = byte
                #expect(Base64.bytes(of: characters) == nil)
            }
        }
    }
}
