import Messages
import FrontEnds
import HTTPTypes
import LocalGateway
import NIOPosix
import Testing

/// The release build under AWS's own Runtime API, with a real nginx behind it.
@Suite(.serialized, .timeLimit(.minutes(2)), .needsEmulator, .needsNginx, .needsBootstrap)
struct ForwardingThroughEmulatorTests {
    /// What each test finds: the emulator with our bootstrap, nginx, and a sample backend behind nginx.
    private func world<Result: Sendable>(
        _ body: @Sendable (Emulator) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with { folder in
            try folder.makeFolder("www")
            try folder.write("www/hello.txt", "Grüße\n".utf8)
            try folder.write("www/pixel.png", Self.binary)
            let group = MultiThreadedEventLoopGroup.singleton
            return try await SampleBackend.serving("sample", on: group) { sample in
                try await Nginx.serving(Self.locations(sample: sample.port), in: folder) { nginx in
                    let table = Self.table(nginx: nginx.port, refused: try await Loopback.freePort())
                    let file = try folder.write("routes.yml", table.utf8)
                    return try await Emulator.serving(["ROUTES": file], in: folder, body)
                }
            }
        }
    }

    private static let binary = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }

    private static func locations(sample: Int) -> String {
        """
                location /seen {
                    return 200 "$request_method $request_uri host=$host order=$http_x_order_id cookie=$http_cookie";
                }
                location /connection { return 200 "request $connection_requests"; }
                location /cookies {
                    add_header Set-Cookie "a=1; Path=/";
                    add_header Set-Cookie "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT";
                    add_header X-Many one;
                    add_header X-Many two;
                    return 200 "cookies";
                }
                location /sample/ { proxy_pass http://127.0.0.1:\(sample)/; }
        """
    }

    private static func table(nginx: Int, refused: Int) -> String {
        """
        version: 1
        backends:
          nginx: http://127.0.0.1:\(nginx)
          refused: http://127.0.0.1:\(refused)
        routes:
          - name: order
            match: {path: "/orders/{id}", methods: [GET, PUT]}
            backend: nginx
            rewrite: {path: "/seen/{id}"}
            requestHeaders: {set: {x-order-id: "{id}"}}
          - {name: seen, match: {path: {prefix: /seen}}, backend: nginx}
          - {name: connection, match: {path: /connection}, backend: nginx}
          - {name: cookies, match: {path: /cookies}, backend: nginx}
          - {name: text, match: {path: /hello.txt}, backend: nginx}
          - {name: picture, match: {path: /pixel.png}, backend: nginx}
          - {name: sample, match: {path: {prefix: /sample}}, backend: nginx}
          - name: late
            match: {path: /late}
            backend: nginx
            rewrite: {path: /sample/delay/3000}
            timeouts: {request: 300ms}
          - {name: refused, match: {path: /refused}, backend: refused}

        """
    }

    @Test(arguments: FrontEnd.allCases)
    func `a request of each front end arrives rewritten`(_ frontEnd: FrontEnd) async throws {
        let response = try await world { try await $0.get("/orders/a%20b?x=1&y=2%2F", through: frontEnd) }
        #expect(response.status == 200)
        #expect(response.text.hasPrefix("GET /seen/a%20b?x=1&y=2%2F host=127.0.0.1 order=a b cookie="))
    }

    @Test(arguments: [FrontEnd.rest, .http])
    func `a body of 1 MiB in base64 goes there and back`(_ frontEnd: FrontEnd) async throws {
        let body = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let request = ClientRequest(
            method: "POST",
            target: "/sample/echo",
            fields: [.contentType: "application/octet-stream"],
            body: body
        )
        let response = try await world { try await $0.send(request, through: frontEnd) }
        #expect(response.status == 200)
        #expect(response.body == body)
    }

    @Test(arguments: [FrontEnd.rest, .http])
    func `text comes as text and a picture as its bytes`(_ frontEnd: FrontEnd) async throws {
        let (text, picture) = try await world { emulator in
            (
                try await emulator.get("/hello.txt", through: frontEnd),
                try await emulator.get("/pixel.png", through: frontEnd)
            )
        }
        #expect(text.text == "Grüße\n")
        #expect(text.fields[.contentType] == "text/plain")
        #expect(picture.body == Self.binary)
        #expect(picture.fields[.contentType] == "image/png")
    }

    @Test(arguments: [FrontEnd.rest, .http, .url])
    func `repeated fields and cookies arrive on both sides`(_ frontEnd: FrontEnd) async throws {
        var fields: Fields = [.cookie: "a=1; b=2"]
        fields.append(Field(name: .accept, value: "text/plain"))
        let request = ClientRequest(target: "/seen", fields: fields)
        let (seen, answered) = try await world { emulator in
            (
                try await emulator.send(request, through: frontEnd),
                try await emulator.get("/cookies", through: frontEnd)
            )
        }
        #expect(seen.text.hasSuffix("cookie=a=1; b=2"))
        let cookies = answered.fields[fields: .setCookie].map(\.value)
        #expect(cookies == ["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"])
        let many = FieldName("X-Many").map { answered.fields[fields: $0].map(\.value).joined(separator: ",") }
        #expect(many?.filter { $0 != " " } == "one,two")
    }

    @Test func `a refused port is a 500 with the promised words`() async throws {
        let response = try await world { try await $0.get("/refused") }
        #expect(response.status == 500)
        #expect(response.text == "Connection failed.")
    }

    @Test func `a backend that answers too late is a 504, long before Lambda's own time-out`() async throws {
        let start = ContinuousClock.now
        let (response, next) = try await world { emulator in
            (try await emulator.get("/late"), try await emulator.get("/seen"))
        }
        #expect(response.status == 504)
        #expect(response.text.contains(#""message""#))
        #expect(next.status == 200)
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test func `an unknown route is a 404 and a wrong method a 405 that names the right ones`() async throws {
        let (unknown, wrong) = try await world { emulator in
            (
                try await emulator.get("/nothing"),
                try await emulator.send(ClientRequest(method: "DELETE", target: "/orders/1"))
            )
        }
        #expect(unknown.status == 404)
        #expect(wrong.status == 405)
        #expect(FieldName("Allow").flatMap { wrong.fields[$0] } == "GET, PUT")
    }

    @Test(arguments: ["/sample/break", "/sample/garbage"])
    func `a backend that speaks no proper HTTP is a 502`(_ target: String) async throws {
        #expect(try await world { try await $0.get(target) }.status == 502)
    }

    @Test func `the connection to a backend is kept from one invocation to the next`() async throws {
        let texts = try await world { emulator in
            [try await emulator.get("/connection").text, try await emulator.get("/connection").text]
        }
        #expect(texts == ["request 1", "request 2"])
    }

    @Test func `an event that is no request is reported, and the loop goes on`() async throws {
        let (reported, next) = try await world { emulator in
            (try await emulator.invoke(Array(#"{"Records": []}"#.utf8)), try await emulator.get("/seen"))
        }
        #expect(reported.text.contains("errorMessage"))
        #expect(next.status == 200)
    }
}
