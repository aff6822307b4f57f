import HTTPTypes
import Messages
import NIOCore
import Testing

@testable import HTTPClient

@Suite struct RequestHeadTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var request: OutgoingRequest
        var endpoint = Endpoint(host: "10.0.0.7", port: 8080)
        var framing = RequestFraming.length(0)
        var wire: String
    }

    static let cases = [
        Case(
            testDescription: "a GET has no length",
            request: OutgoingRequest(method: .get, target: "/a%2Fb?x=1&x=2"),
            wire: "GET /a%2Fb?x=1&x=2 HTTP/1.1\r\nHost: 10.0.0.7:8080\r\n\r\n"
        ),
        Case(
            testDescription: "an empty POST says that it is empty",
            request: OutgoingRequest(method: .post, target: "/"),
            wire: "POST / HTTP/1.1\r\nHost: 10.0.0.7:8080\r\nContent-Length: 0\r\n\r\n"
        ),
        Case(
            testDescription: "order, repeats and case of names are kept",
            request: OutgoingRequest(
                method: .get,
                target: "/",
                fields: fields(("X-B", "1"), ("x-a", "2"), ("X-B", "3"), ("X-Empty", ""))
            ),
            wire: "GET / HTTP/1.1\r\nHost: 10.0.0.7:8080\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\nX-Empty: \r\n\r\n"
        ),
        Case(
            testDescription: "there is one Host and one length, whatever the fields say",
            request: OutgoingRequest(
                method: .put,
                target: "/",
                fields: fields(
                    ("Content-Length", "999"),
                    ("Host", "shop.example"),
                    ("Transfer-Encoding", "chunked"),
                    ("host", "evil.example"),
                    ("Connection", "upgrade"),
                    ("Accept", "*/*")
                )
            ),
            framing: .length(5),
            wire: "PUT / HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\nContent-Length: 5\r\n\r\n"
        ),
        Case(
            testDescription: "a streamed body is chunked, and its connection closed",
            request: OutgoingRequest(method: .post, target: "/"),
            endpoint: Endpoint(host: "::1", port: 443, tls: TLSSettings()),
            framing: .chunked,
            wire: "POST / HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        ),
    ]

    @Test(arguments: cases) func `a head is written whole`(_ row: Case) {
        var buffer = ByteBuffer()
        let problem = buffer.writeHead(of: row.request, to: row.endpoint, framing: row.framing)
        #expect(problem == nil)
        #expect(String(buffer: buffer) == row.wire)
    }

    @Test(arguments: ["", "a", "http://a/", "/ b", "/\r\nX: 1", "/\u{0}", "/\u{7f}", "/ä", "*/"])
    func `a target that could end the line or is no path is refused`(_ target: String) {
        var buffer = ByteBuffer()
        let request = OutgoingRequest(method: .get, target: target)
        let problem = buffer.writeHead(of: request, to: Endpoint(host: "a", port: 80), framing: .length(0))
        #expect(problem == "the request target is no path of visible ASCII bytes")
    }

    @Test func `a value's bytes are sent as they are, whether or not they are UTF-8`() throws {
        let name = try #require(FieldName("X-Name"))
        let latin: [UInt8] = [0x4d, 0xfc, 0x6c]
        let request = OutgoingRequest(
            method: .get,
            target: "/",
            fields: Fields([Field(name: name, value: latin.span), Field(name: name, value: "ü")])
        )
        var buffer = ByteBuffer()
        let problem = buffer.writeHead(of: request, to: Endpoint(host: "a", port: 80), framing: .length(0))
        #expect(problem == nil)
        let lines = Array(buffer.readableBytesView).split(separator: 0x0a)
        #expect(Array(lines[2]) == Array("X-Name: M".utf8) + [0xfc] + Array("l\r".utf8))
        #expect(Array(lines[3]) == Array("X-Name: ü\r".utf8))
    }

    @Test func `a control character in a value never reaches the wire`() throws {
        let name = try #require(FieldName("X-Name"))
        let request = OutgoingRequest(
            method: .get,
            target: "/",
            fields: Fields([Field(name: name, value: "a\u{8}b\r\nX-Forged: 1")])
        )
        var buffer = ByteBuffer()
        _ = buffer.writeHead(of: request, to: Endpoint(host: "a", port: 80), framing: .length(0))
        #expect(String(buffer: buffer) == "GET / HTTP/1.1\r\nHost: a\r\nX-Name: a b  X-Forged: 1\r\n\r\n")
    }

    static func fields(_ pairs: (String, String)...) -> Fields {
        var result = Fields()
        for (name, value) in pairs {
            if let name = FieldName(name) { result.append(Field(name: name, value: value)) }
        }
        return result
    }
}
