import GatewayEvents
import HTTPTypes
import Messages
import Testing

struct EventReaderTests {
    @Test(arguments: Fixtures.names(in: Fixtures.events, ending: ".json"))
    func `an event is read as the file beside it says`(name: String) {
        let event = Fixtures.bytes(of: "\(Fixtures.events)/\(name).json")
        let expected = Fixtures.bytes(of: "\(Fixtures.events)/\(name).expected")
        #expect(EventText.reading(event) == String(decoding: expected, as: UTF8.self))
    }

    @Test func `there are events of every front end`() {
        #expect(Fixtures.names(in: Fixtures.events, ending: ".json").count >= 15)
    }

    @Test func `a reader reads one event after the other`() {
        var reader = EventReader()
        for path in ["/a", "/b", "/c"] {
            let event =
                #"{"version":"2.0","rawPath":"\#(path)","headers":{"x-a":"\#(path)"},"#
                + #""requestContext":{"http":{"method":"GET"}}}"#
            guard case .request(let request, _)? = try? reader.read(Array(event.utf8), requestID: path) else {
                Issue.record("no request")
                return
            }
            #expect(request.path == RawPath(path, .decoded))
            #expect(request.fields.map(\.value) == [path])
            #expect(request.id == path)
        }
    }

    struct Same: CustomTestStringConvertible {
        let testDescription: String
        let members: String

        init(_ name: String, _ members: String) {
            testDescription = name
            self.members = members
        }
    }

    @Test(arguments: [
        Same(
            "null maps",
            #""headers":null,"multiValueHeaders":null,"queryStringParameters":null,"body":null,"#
        ),
        Same("empty maps", #""headers":{},"multiValueHeaders":{},"queryStringParameters":{},"body":"","#),
        Same("no maps", ""),
        Same("a null value", #""headers":{"x-a":null},"queryStringParameters":{"q":null},"cookies":null,"#),
    ])
    func `absent, null and empty mean the same`(same: Same) {
        let event =
            #"{"httpMethod":"GET","path":"/","\#(same.members.dropFirst())"requestContext":{"stage":"x"}}"#
        let text =
            same.members.isEmpty
            ? #"{"httpMethod":"GET","path":"/","requestContext":{"stage":"x"}}"# : event
        #expect(
            EventText.reading(text.utf8) == """
                request from rest
                GET / (encoded)
                -- https:// from ?
                -- stage x

                """
        )
    }

    struct Bad: CustomTestStringConvertible {
        let members: String
        let reason: String
        var testDescription: String { reason }

        init(_ members: String, _ reason: String) {
            self.members = members
            self.reason = reason
        }
    }

    @Test(arguments: [
        Bad(#""headers":{"x a":"b"}"#, "a header field's name is no token"),
        Bad(#""headers":{"":"b"}"#, "a header field's name is no token"),
        Bad(#""headers":{"x":"a\r\nb: c"}"#, "the value of the header field `x` cannot stand in a field"),
        Bad(#""headers":{"x":"a\u0000"}"#, "the value of the header field `x` cannot stand in a field"),
        Bad(
            #""headers":{"x":"12345678\u007f12345678"}"#,
            "the value of the header field `x` cannot stand in a field"
        ),
        Bad(
            #""headers":{"x":["a"]},"cookies":["a\nb"]"#,
            "the value of the header field `Cookie` cannot stand in a field"
        ),
        Bad(#""headers":{"x":{"y":1}}"#, "the value of the header field `x` cannot stand in a field"),
        Bad(#""headers":{"x":"\ud800"}"#, "the value of the header field `x` cannot stand in a field"),
        Bad(#""body":"a","isBase64Encoded":true"#, "the body is no base64"),
        Bad(#""body":{"a":1}"#, "the body is no text"),
        Bad(#""rawQueryString":7"#, "the query is no text"),
    ])
    func `what no request may have is a bad request`(bad: Bad) {
        let event = #"{"rawPath":"/","requestContext":{"http":{"method":"GET"}},\#(bad.members)}"#
        #expect(EventText.reading(event.utf8) == "bad request from http\n\(bad.reason)\n")
    }

    @Test func `more than 10,000 fields are a bad request`() {
        let fields = (0...10_000).map { "\"x-\($0)\":\"\"" }.joined(separator: ",")
        let event = #"{"rawPath":"/","requestContext":{"http":{"method":"GET"}},"headers":{\#(fields)}}"#
        #expect(EventText.reading(event.utf8) == "bad request from http\nmore than 10,000 header fields\n")
    }

    @Test func `the last of equal keys counts, however it is spelled and however many there are`() {
        let many = (0..<200).map { "\"x-\($0 % 100)\":\"\($0)\"" }.joined(separator: ",")
        for (fields, expected) in [
            (#""a":"1","b":"2","\u0061":"3""#, ["2", "3"]), (many, (100..<200).map(String.init)),
        ] {
            var reader = EventReader()
            let event = #"{"rawPath":"/","requestContext":{"http":{"method":"GET"}},"headers":{\#(fields)}}"#
            guard case .request(let request, _)? = try? reader.read(Array(event.utf8), requestID: "r") else {
                Issue.record("no request")
                return
            }
            #expect(request.fields.map(\.value) == expected)
        }
    }

    @Test func `half a surrogate pair in a body comes out as its three bytes`() {
        let event = #"{"rawPath":"/","requestContext":{"http":{"method":"GET"}},"body":"a\ud83d!"}"#
        var reader = EventReader()
        guard case .request(let request, _)? = try? reader.read(Array(event.utf8), requestID: "r") else {
            Issue.record("no request")
            return
        }
        #expect(Array(request.body) == [0x61, 0xed, 0xa0, 0xbd, 0x21])
    }
}
