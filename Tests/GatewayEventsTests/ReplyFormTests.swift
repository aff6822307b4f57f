import GatewayEvents
import Messages
import Testing

struct ReplyFormTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let form: ReplyForm
        let response: Response
        let reply: String

        init(
            _ name: String,
            _ frontEnd: ReplyForm.FrontEnd,
            _ status: Int,
            _ fields: Fields = [:],
            _ body: String = "",
            isHead: Bool = false,
            gives reply: String
        ) {
            testDescription = "\(frontEnd): \(name)"
            form = ReplyForm(frontEnd, isHead: isHead)
            response = Response(status: status, fields: fields, body: Array(body.utf8)[...])
            self.reply = reply
        }
    }

    private static let text: Fields = [.contentType: "text/plain"]
    private static let cookies: Fields = [.setCookie: "a=1", .vary: "a", .setCookie: "b=2", .vary: "b"]

    @Test(arguments: [
        Case(
            "text",
            .rest,
            200,
            text,
            "hi\n",
            gives:
                #"{"statusCode":200,"headers":{"Content-Type":"text/plain"},"body":"hi\n","isBase64Encoded":false}"#
        ),
        Case(
            "repeats",
            .rest,
            200,
            cookies,
            gives:
                #"{"statusCode":200,"multiValueHeaders":{"Set-Cookie":["a=1","b=2"],"Vary":["a","b"]},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "repeats",
            .http1,
            200,
            cookies,
            gives:
                #"{"statusCode":200,"multiValueHeaders":{"Set-Cookie":["a=1","b=2"],"Vary":["a","b"]},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "repeats",
            .http,
            200,
            cookies,
            gives:
                #"{"statusCode":200,"headers":{"Vary":"a, b"},"cookies":["a=1","b=2"],"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "one cookie",
            .url,
            200,
            [.setCookie: "a=1"],
            gives: #"{"statusCode":200,"headers":{},"cookies":["a=1"],"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "repeats",
            .alb,
            200,
            cookies,
            gives:
                #"{"statusCode":200,"statusDescription":"200 OK","headers":{"set-cookie":"a=1","Set-cookie":"b=2","Vary":"a, b"},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "repeats",
            .albMultiValue,
            200,
            cookies,
            gives:
                #"{"statusCode":200,"statusDescription":"200 OK","multiValueHeaders":{"Set-Cookie":["a=1","b=2"],"Vary":["a","b"]},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "single values",
            .albMultiValue,
            404,
            text,
            "no",
            gives:
                #"{"statusCode":404,"statusDescription":"404 Not Found","multiValueHeaders":{"Content-Type":["text/plain"]},"body":"no","isBase64Encoded":false}"#
        ),
        Case(
            "text",
            .lattice,
            503,
            text,
            "no",
            gives:
                #"{"statusCode":503,"statusDescription":"503 Service Unavailable","headers":{"Content-Type":"text/plain"},"body":"no","isBase64Encoded":false}"#
        ),
        Case(
            "an unknown status",
            .alb,
            299,
            gives:
                #"{"statusCode":299,"statusDescription":"299 Unknown","headers":{},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "a body without a type",
            .http,
            200,
            [:],
            "hi",
            gives:
                #"{"statusCode":200,"headers":{"Content-Type":"application/octet-stream"},"body":"hi","isBase64Encoded":false}"#
        ),
        Case(
            "coded text",
            .http,
            200,
            [.contentType: "text/plain", .contentEncoding: "gzip"],
            "hi",
            gives:
                #"{"statusCode":200,"headers":{"Content-Type":"text/plain","Content-Encoding":"gzip"},"body":"aGk=","isBase64Encoded":true}"#
        ),
        Case(
            "identity is no coding",
            .http,
            200,
            [.contentType: "text/plain", .contentEncoding: "identity"],
            "hi",
            gives:
                #"{"statusCode":200,"headers":{"Content-Type":"text/plain","Content-Encoding":"identity"},"body":"hi","isBase64Encoded":false}"#
        ),
        Case(
            "HEAD",
            .http,
            200,
            [.contentType: "text/plain", .contentLength: "12"],
            "hi",
            isHead: true,
            gives:
                #"{"statusCode":200,"headers":{"Content-Type":"text/plain","Content-Length":"12"},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "204",
            .http,
            204,
            [.contentLength: "2"],
            "hi",
            gives: #"{"statusCode":204,"headers":{},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "304",
            .http,
            304,
            [.eTag: "\"x\"", .contentLength: "2"],
            "hi",
            gives:
                #"{"statusCode":304,"headers":{"ETag":"\"x\"","Content-Length":"2"},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "what a front end sets or renames stays behind",
            .rest,
            200,
            [
                .connection: "close", .date: "x", .server: "nginx", .transferEncoding: "chunked",
                .contentLength: "2",
                .trailer: "x", .te: "x", .upgrade: "x", .wwwAuthenticate: "Basic",
            ],
            gives:
                #"{"statusCode":200,"headers":{"WWW-Authenticate":"Basic"},"body":"","isBase64Encoded":false}"#
        ),
        Case(
            "escapes",
            .http,
            200,
            [.contentType: "a/b"],
            "\"\\\u{0}\u{1f}\u{7f}\t\r12345678\"ä😀",
            gives:
                "{\"statusCode\":200,\"headers\":{\"Content-Type\":\"a/b\"},\"body\":\"\\\"\\\\\\u0000\\u001f\u{7f}\\t\\r12345678\\\"ä😀\",\"isBase64Encoded\":false}"
        ),
    ])
    func `an answer is written in its front end's form`(_ case: Case) {
        #expect(`case`.form.reply(`case`.response).text == `case`.reply)
    }

    @Test func `bytes that are no UTF-8 go in Base64`() {
        for body in [[0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80], Array(repeating: 0x61, count: 20) + [0x80]]
            as [[UInt8]]
        {
            let response = Response(status: 200, fields: [.contentType: "text/plain"], body: body[...])
            let text = ReplyForm(.rest, isHead: false).reply(response).text
            let coded = String(decoding: Base64.characters(of: body), as: UTF8.self)
            #expect(text.hasSuffix(#""body":"\#(coded)","isBase64Encoded":true}"#))
        }
    }

    @Test func `a field value that is no UTF-8 is taken for Latin 1`() throws {
        let name = try #require(FieldName("x-name"))
        let value: [UInt8] = [0x67, 0x72, 0xfc, 0x6e]
        let fields = Fields([Field(name: name, value: value.span)])
        let text = ReplyForm(.url, isHead: false).reply(Response(status: 204, fields: fields)).text
        #expect(text == #"{"statusCode":204,"headers":{"x-name":"grün"},"body":"","isBase64Encoded":false}"#)
    }

    @Test func `512 cookies reach a load balancer under 512 names`() throws {
        var fields = Fields()
        for number in 0..<512 { fields.append(Field(name: .setCookie, value: "c=\(number)")) }
        let text = ReplyForm(.alb, isHead: false).reply(Response(status: 200, fields: fields)).text
        guard case .object(let headers)? = try JSONValue(reading: Array(text.utf8))["headers"] else {
            Issue.record("no headers")
            return
        }
        #expect(headers.compactMap(\.value.text) == (0..<512).map { "c=\($0)" })
        #expect(Set(headers.map { String(decoding: $0.name, as: UTF8.self).lowercased() }) == ["set-cookie"])
    }

    @Test(arguments: [
        (ReplyForm.FrontEnd.http, 6 * 1024 * 1024 + 100), (.rest, 6 * 1024 * 1024 + 100), (.alb, 1024 * 1024),
    ])
    func `a reply of the largest size goes through, one byte more does not`(
        frontEnd: ReplyForm.FrontEnd,
        limit: Int
    ) {
        let form = ReplyForm(frontEnd, isHead: false)
        func reply(_ count: Int) -> Reply {
            let body = [UInt8](repeating: 0x61, count: count)
            return form.reply(Response(status: 200, fields: [.contentType: "text/plain"], body: body[...]))
        }
        let overhead = reply(1).text.utf8.count - 1
        guard case .payload(let payload) = reply(limit - overhead) else {
            Issue.record("refused")
            return
        }
        #expect(payload.count == limit)
        #expect(reply(limit - overhead + 1) == .tooLarge(size: limit + 1, limit: limit))
        guard case .tooLarge(let size, limit) = reply(2 * limit) else {
            Issue.record("not refused")
            return
        }
        #expect(size >= 2 * limit)
    }

    @Test(arguments: [
        (
            ReplyForm.FrontEnd.rest,
            #"{"statusCode":200,"multiValueHeaders":{"Set-Cookie":["a=1","b=2"],"Vary":["a","b"],"Content-Type":["application/octet-stream"]}}"#
        ),
        (
            .url,
            #"{"statusCode":200,"headers":{"Vary":"a, b","Content-Type":"application/octet-stream"},"cookies":["a=1","b=2"]}"#
        ),
    ])
    func `a streamed answer begins with its head and eight NUL bytes`(
        frontEnd: ReplyForm.FrontEnd,
        head: String
    ) {
        let form = ReplyForm(frontEnd, isHead: false)
        let prelude = form.prelude(Response(status: 200, fields: ReplyFormTests.cookies)).text
        #expect(prelude == head + String(repeating: "\0", count: 8))
        #expect(form.streams)
    }

    @Test func `a head that is too long to be streamed is refused`() {
        let response = Response(status: 200, fields: [.contentType: String(repeating: "x", count: 17_000)])
        guard case .tooLarge(_, 16_384) = ReplyForm(.rest, isHead: false).prelude(response) else {
            Issue.record("not refused")
            return
        }
    }
}

extension Reply {
    /// The payload as text; what it would be too large by otherwise.
    fileprivate var text: String {
        switch self {
        case .payload(let bytes): String(decoding: bytes, as: UTF8.self)
        case .tooLarge(let size, let limit): "\(size) bytes of \(limit)"
        }
    }
}

extension FieldName {
    fileprivate static let date = known("Date")
    fileprivate static let eTag = known("ETag")
    fileprivate static let server = known("Server")
    fileprivate static let te = known("TE")
    fileprivate static let upgrade = known("Upgrade")
    fileprivate static let wwwAuthenticate = known("WWW-Authenticate")
}
