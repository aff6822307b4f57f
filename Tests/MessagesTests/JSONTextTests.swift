import Messages
import Testing

@Suite struct JSONTextTests {
    @Test(arguments: [
        ("", #""""#), ("a/b é ☃ 😀", #""a/b é ☃ 😀""#), ("say \"hi\" \\ now", #""say \"hi\" \\ now""#),
        ("\n\r\t\u{0}\u{1f}\u{7f}", #""\n\r\t\u0000\u001f\u007f""#),
    ])
    func `a text becomes a string that every JSON reader takes`(text: String, json: String) {
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == json)
    }
}
