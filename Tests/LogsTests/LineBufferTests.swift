import Testing

@testable import Logs

@Suite struct LineBufferTests {
    private static func text(_ value: String) -> String {
        var line = LineBuffer(.text)
        line.field("x", value)
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test(arguments: 1...20)
    func `a value stands bare unless one of its characters needs quotes or an escape`(_ count: Int) {
        for code in UInt8(0)..<0x80 {
            for place in 0..<count {
                var bytes = [UInt8](repeating: UInt8(ascii: "m"), count: count)
                bytes[place] = code
                let value = String(decoding: bytes, as: UTF8.self)
                let text = LineBufferTests.text(value)
                switch code {
                case 0x20, UInt8(ascii: "="): #expect(text == "x=\"\(value)\"")
                case 0..<0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    #expect(text.hasPrefix("x=\"") && text.count >= count + 4)
                default: #expect(text == "x=\(value)")
                }
            }
        }
    }

    @Test(arguments: [
        ("", "x=\"\""), ("ä", "x=\"ä\""), ("seven-é", "x=\"seven-é\""), ("eight-chär", "x=\"eight-chär\""),
    ])
    func `an empty value and one beyond ASCII stand in quotes`(_ value: String, _ text: String) {
        #expect(LineBufferTests.text(value) == text)
    }
}
