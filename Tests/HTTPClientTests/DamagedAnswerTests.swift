import Testing

@testable import HTTPClient

/// Answers damaged at random: reading them never traps, and how they are cut into pieces changes nothing.
@Suite struct DamagedAnswerTests {
    @Test(arguments: ResponseParserTests.answers)
    func `a damaged answer reads the same in one piece and in many`(_ row: ResponseParserTests.Answer) {
        var random = Dice(state: UInt64(row.wire.utf8.count))
        let interesting = Array("\r\n :;,0123456789abcdefHTTP/.-\t\u{0}\u{7f}".utf8) + [0x80, 0xc3, 0xff]
        for _ in 0..<400 {
            var bytes = Array(row.wire.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let byte = interesting[Int.random(in: 0..<interesting.count, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: bytes.remove(at: place)
                }
            }
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let whole = Self.outcome([bytes], row)
            #expect(Self.outcome(bytes.map { [$0] }, row) == whole)
            #expect(Self.outcome([Array(bytes[..<cut]), Array(bytes[cut...])], row) == whole)
        }
    }

    private static func outcome(_ pieces: [[UInt8]], _ row: ResponseParserTests.Answer) -> String {
        do {
            return try ResponseParserTests.read(pieces, row)
        } catch {
            return "\(error)"
        }
    }
}

/// Numbers that are the same in every run (SplitMix64).
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
