import Testing

@testable import Forwarding

/// The test cases of RFC 4231 for HMAC-SHA256, keys shorter and longer than a block among them.
struct SodiumTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let key: [UInt8]
        let pieces: [String]
        let code: String
    }

    @Test(arguments: [
        Case(
            testDescription: "case 1",
            key: Array(repeating: 0x0b, count: 20),
            pieces: ["Hi There"],
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        Case(
            testDescription: "case 2, in pieces",
            key: Array("Jefe".utf8),
            pieces: ["what do ya ", "", "want for nothing", "?"],
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        Case(
            testDescription: "case 7, a key longer than a block",
            key: Array(repeating: 0xaa, count: 131),
            pieces: [
                """
                This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.
                """
            ],
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func `codes are those of RFC 4231`(_ example: Case) throws {
        let key = try #require(SecretBytes(example.key))
        let code = Sodium.code(over: example.pieces.map { Array($0.utf8)[...] }, key: key)
        #expect(code == Sodium.code(hex: Substring(example.code).utf8))
    }

    @Test func `no code equals none`() {
        #expect(!Sodium.areEqual([], []))
    }

    @Test func `a secret never shows itself`() throws {
        let secret = try #require(SecretBytes(Array("hush".utf8)))
        var dumped = ""
        dump((name: secret, list: [secret]), to: &dumped)
        #expect("\(secret) \(String(reflecting: secret)) \([secret])" == "(secret) (secret) [(secret)]")
        #expect(!dumped.contains("hush") && !dumped.contains("104"))
    }
}
