import Messages
import FrontEnds
import HTTPTypes
import LocalGateway
import Testing

/// Bodies to and from a real nginx: chunked, compressed, slow, large.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsNginx, .needsBootstrap)
struct NginxAnswerTests {
    private static let text = Array(String(repeating: "Grüße aus dem Netz. ", count: 3000).utf8)
    private static let large = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

    private static let locations = """
                location /chunked/ { alias www/; ssi on; }
                location /gzip/ {
                    alias www/;
                    gzip on;
                    gzip_min_length 1;
                    gzip_http_version 1.0;
                    gzip_types text/plain;
                    add_header X-Encodings "$http_accept_encoding";
                }
                location /slow/ { alias www/; limit_rate 20k; }
                location /store/ {
                    alias www/;
                    dav_methods PUT;
                    client_body_temp_path body;
                }
                location /moved { return 302 /seen; }
                location /refuses { client_max_body_size 1k; return 200 taken; }
                location /seen {
                    return 200 "$http_user_agent|$http_accept_encoding|$http_expect|$http_connection|$http_te";
                }
        """

    private func serving(_ body: @Sendable (Function, Nginx) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            try folder.makeFolder("www")
            try folder.write("www/text.txt", Self.text)
            try await Nginx.serving(Self.locations, in: folder) { nginx in
                let table = """
                    backends: {nginx: "http://127.0.0.1:\(nginx.port)"}
                    routes:
                      - {match: {path: /slow/one}, rewrite: {path: /slow/text.txt}, backend: nginx, timeouts: {backendRequest: 400ms, request: 15s}}
                      - {match: {path: /slow/all}, rewrite: {path: /slow/text.txt}, backend: nginx, timeouts: {request: 400ms}}
                      - {backend: nginx}
                    """
                try await Function.serving(table, in: folder) { try await body($0, nginx) }
            }
        }
    }

    @Test func `a chunked answer arrives whole, and without its framing`() async throws {
        try await serving { (function, nginx) async throws in
            // To a client of HTTP/1.1 nginx has nothing but chunks for a body whose length it does not know.
            let outcome = try await function.ask("GET", "/chunked/text.txt")
            #expect(outcome.response.body == Self.text)
            #expect(outcome.response.fields[.transferEncoding] == nil)
            #expect(outcome.response.fields[.contentLength] == nil)
            #expect(try await function.ask("POST", "/seen").line["reused"] == "true")
        }
    }

    @Test func `a compressed answer is passed on byte for byte`() async throws {
        try await serving { (function, nginx) async throws in
            let direct = try await Loopback.send(
                "GET",
                "/gzip/text.txt",
                fields: "Accept-Encoding: gzip\r\n",
                to: nginx.port
            )
            #expect(direct.body.starts(with: [0x1f, 0x8b]))
            let fields: Fields = [.known("Accept-Encoding"): "gzip"]
            let response = try await function.ask("GET", "/gzip/text.txt", fields: fields).response
            #expect(response.fields[.contentEncoding] == "gzip")
            #expect(response.body == direct.body)
            let request = ClientRequest(target: "/gzip/text.txt", fields: fields)
            let reply = String(decoding: try await function.reply(to: request, id: "gzip"), as: UTF8.self)
            #expect(reply.contains(#""isBase64Encoded":true"#))
        }
    }

    @Test func `nobody asks for compression but the client, and no field is invented`() async throws {
        try await serving { (function, _) async throws in
            let response = try await function.ask("GET", "/gzip/text.txt").response
            #expect(response.fields[.contentEncoding] == nil)
            #expect(response.body == Self.text)
            #expect(try await function.ask("GET", "/seen").text == "200 ||||")
            var fields: Fields = [
                .userAgent: "curl/8", .known("Expect"): "100-continue", .known("TE"): "trailers",
            ]
            fields[.connection] = "close, te"
            #expect(try await function.ask("POST", "/seen", fields: fields).text == "200 curl/8||||")
        }
    }

    @Test func `a redirect is the client's to follow, and HEAD gets no body`()
        async throws
    {
        try await serving { (function, nginx) async throws in
            let response = try await function.ask("GET", "/moved").response
            #expect(response.status == 302)
            #expect(response.fields[.location]?.hasSuffix("/seen") == true)
            let head = try await function.ask("HEAD", "/slow/text.txt").response
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(try await function.ask("POST", "/seen").line["reused"] == "true")
            #expect(try await nginx.requests(3).count == 3)
        }
    }

    @Test(arguments: [("/slow/one", "`timeouts.backendRequest`"), ("/slow/all", "`timeouts.request`")])
    func `a body that comes too slowly ends in the limit, and its connection is not used again`(
        _ target: String,
        _ limit: String
    ) async throws {
        try await serving { (function, nginx) async throws in
            let outcome = try await function.ask("GET", target)
            #expect(outcome.response.status == 504)
            #expect(outcome.line["error"] == "timeout")
            #expect(
                outcome.line["cause"] == "the time was over while waiting for: body, limited by \(limit)"
            )
            let next = try await function.ask("POST", "/seen")
            #expect(next.text == "200 ||||")
            #expect(next.line["reused"] == "false")
            #expect(try await nginx.requests(2).count == 2)
        }
    }

    @Test func `a large body arrives byte for byte, there and back`() async throws {
        try await serving { (function, _) async throws in
            #expect(try await function.ask("PUT", "/store/large", body: Self.large).response.status == 201)
            let back = try await function.ask("GET", "/store/large")
            #expect(back.response.body == Self.large)
            #expect(back.line["bytesOut"] == "4000000")
            #expect(back.line["reused"] == "true")
        }
    }

    @Test func `an answer that comes before the body is read is the answer`() async throws {
        try await serving { (function, nginx) async throws in
            let outcome = try await function.ask("POST", "/refuses", body: Self.large)
            #expect(outcome.response.status == 413)
            #expect(outcome.line["error"] == nil)
            #expect(try await function.ask("POST", "/seen").text == "200 ||||")
            #expect(try await nginx.requests(2).count == 2)
        }
    }
}
