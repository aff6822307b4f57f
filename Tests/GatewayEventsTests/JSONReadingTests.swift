import GatewayEvents
import Testing

struct JSONReadingTests {
    struct Accepted: CustomTestStringConvertible {
        let text: String
        let value: JSONValue
        var testDescription: String { text }

        init(_ text: String, _ value: JSONValue) {
            self.text = text
            self.value = value
        }
    }

    private static func string(_ text: String) -> JSONValue { .string(Array(text.utf8)) }

    private static func member(_ name: String, _ value: JSONValue) -> JSONValue.Member {
        .init(name: Array(name.utf8), value: value)
    }

    @Test(arguments: [
        Accepted(" null\n", .null), Accepted("true", .bool(true)), Accepted("\tfalse\r", .bool(false)),
        Accepted("0", .number("0")), Accepted("-0.0e-00", .number("-0.0e-00")),
        Accepted(
            "123456789012345678901234567890.5E+999999999999",
            .number("123456789012345678901234567890.5E+999999999999")
        ),
        Accepted(#""""#, string("")), Accepted(#""plain""#, string("plain")),
        Accepted(#""\"\\\/\b\f\n\r\t""#, string("\"\\/\u{8}\u{c}\n\r\t")),
        Accepted(#""\u0000\u007f\u0080\u07FF\u0800\uFFFF""#, string("\0\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}")),
        Accepted(#""\ud83d\ude00""#, string("😀")), Accepted(#""\uD83D\uDE00!""#, string("😀!")),
        Accepted("\"\u{7f}äπ€😀\"", string("\u{7f}äπ€😀")),
        Accepted(#""\ud800""#, .string([0xed, 0xa0, 0x80])),
        Accepted(#""\udfff""#, .string([0xed, 0xbf, 0xbf])),
        Accepted(#""\ud800x""#, .string([0xed, 0xa0, 0x80, 0x78])),
        Accepted(#""\ud800\ud83d\ude00""#, .string([0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98, 0x80])),
        Accepted(#""\ude00\ud83d""#, .string([0xed, 0xb8, 0x80, 0xed, 0xa0, 0xbd])),
        Accepted("[]", .array([])),
        Accepted("[ 1 , [ ] , {} ]", .array([.number("1"), .array([]), .object([])])),
        Accepted("{}", .object([])),
        Accepted(
            #"{"a":1, "b" : {"a":[]}}"#,
            .object([member("a", .number("1")), member("b", .object([member("a", .array([]))]))])
        ),
        Accepted(
            #"{"a":1,"b":2,"\u0061":3}"#,
            .object([member("b", .number("2")), member("a", .number("3"))])
        ),
        Accepted(#"{"":0}"#, .object([member("", .number("0"))])),
    ])
    func `a JSON text is read`(accepted: Accepted) throws {
        #expect(try JSONValue(reading: Array(accepted.text.utf8)) == accepted.value)
    }

    @Test func `strings of every length around the steps of the search are read, with and without an escape`()
        throws
    {
        for length in 0...200 {
            let plain = String(repeating: "x", count: length)
            #expect(try JSONValue(reading: Array("\"\(plain)\"".utf8)) == .string(Array(plain.utf8)))
            for place in [0, length / 2, length] {
                var text = Array(plain.utf8)
                text.insert(contentsOf: "\\n".utf8, at: place)
                var value = Array(plain.utf8)
                value.insert(0x0a, at: place)
                #expect(try JSONValue(reading: [0x22] + text + [0x22]) == .string(value))
            }
        }
    }

    @Test func `many escapes close together are undone`() throws {
        let text = String(repeating: #"\"a\\bc\u00e4d\nefghijklmnop\/"#, count: 50)
        let value = String(repeating: "\"a\\bcäd\nefghijklmnop/", count: 50)
        #expect(try JSONValue(reading: Array("\"\(text)\"".utf8)) == .string(Array(value.utf8)))
    }

    struct Refused: CustomTestStringConvertible {
        let text: [UInt8]
        let problem: String
        var testDescription: String { "\(String(decoding: text, as: UTF8.self)): \(problem)" }

        init(_ text: String, _ problem: String) {
            self.init(Array(text.utf8), problem)
        }

        init(_ text: [UInt8], _ problem: String) {
            self.text = text
            self.problem = problem
        }
    }

    @Test(arguments: [
        Refused("", "no text at byte 0"), Refused(" \n", "no text at byte 2"),
        Refused("\u{feff}{}", "a byte order mark at byte 0"),
        Refused("{} x", "more text behind the value at byte 3"),
        Refused("1 2", "more text behind the value at byte 2"),
        Refused("[1,]", "an unexpected byte 0x5d at byte 3"),
        Refused("[1 2]", "an unexpected byte 0x32 at byte 3"),
        Refused("[1", "an unexpected end at byte 2"), Refused("[", "an unexpected end at byte 1"),
        Refused(#"{"a":1,}"#, "an unexpected byte 0x7d at byte 7"),
        Refused(#"{"a" 1}"#, "an unexpected byte 0x31 at byte 5"),
        Refused("{a:1}", "an unexpected byte 0x61 at byte 1"),
        Refused(#"{"a":}"#, "an unexpected byte 0x7d at byte 5"),
        Refused("'a'", "an unexpected byte 0x27 at byte 0"), Refused("nul", "an unexpected end at byte 3"),
        Refused("nulL", "an unexpected byte 0x4c at byte 3"),
        Refused("NaN", "an unexpected byte 0x4e at byte 0"),
        Refused("truefalse", "more text behind the value at byte 4"),
        Refused("01", "a malformed number at byte 1"), Refused("-", "an unexpected end at byte 1"),
        Refused("-a", "a malformed number at byte 1"), Refused("1.", "an unexpected end at byte 2"),
        Refused("1.e3", "a malformed number at byte 2"), Refused("1e+", "an unexpected end at byte 3"),
        Refused(".5", "an unexpected byte 0x2e at byte 0"),
        Refused("+1", "an unexpected byte 0x2b at byte 0"),
        Refused(#""abc"#, "an unexpected end at byte 4"), Refused(#""abc\"#, "an unexpected end at byte 5"),
        Refused(#""\x41""#, "a malformed escape at byte 1"),
        Refused(#""\u12g4""#, "a malformed escape at byte 5"),
        Refused(#""\u12"#, "an unexpected end at byte 5"),
        Refused(#""\ud83d\uZ""#, "a malformed escape at byte 9"),
        Refused("\"a\nb\"", "a control character in a string at byte 2"),
        Refused("\"12345678901\0b\"", "a control character in a string at byte 12"),
        Refused([0x22, 0xff, 0x22], "invalid UTF-8 at byte 1"),
        Refused([0x22, 0xc0, 0xaf, 0x22], "invalid UTF-8 at byte 1"),
        Refused([0x22, 0xe0, 0x9f, 0xbf, 0x22], "invalid UTF-8 at byte 1"),
        Refused([0x22, 0xed, 0xa0, 0x80, 0x22], "invalid UTF-8 at byte 1"),
        Refused([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], "invalid UTF-8 at byte 1"),
        Refused([0x22, 0xf0, 0x8f, 0xbf, 0xbf, 0x22], "invalid UTF-8 at byte 1"),
        Refused([0x22, 0x61, 0xc3, 0xa4, 0xe2, 0x82], "invalid UTF-8 at byte 4"),
        Refused([0x7b, 0x22, 0x80, 0x22], "invalid UTF-8 at byte 2"),
        Refused([0xff], "an unexpected byte 0xff at byte 0"),
        Refused(String(repeating: "[", count: 129), "values nested too deeply at byte 128"),
    ])
    func `what is no JSON text is refused with the place`(refused: Refused) {
        let error = #expect(throws: JSONError.self) { try JSONValue(reading: refused.text) }
        #expect(error?.description == refused.problem)
    }

    @Test func `values may stand 128 deep`() throws {
        let text = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        #expect(throws: Never.self) { try JSONValue(reading: Array(text.utf8)) }
    }
}
