import LocalGateway
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SampleBackendTests {
    private func serving<Result: Sendable>(
        _ body: @Sendable (SampleBackend) async throws -> Result
    ) async throws -> Result {
        try await SampleBackend.serving("orders", on: MultiThreadedEventLoopGroup.singleton, body)
    }

    @Test func `it answers with what it got, target and field names as they were sent`() async throws {
        let answer = try await serving { backend in
            try await posted(
                "say \"hi\"\n",
                "/a%2Fb//c?x=%20&x",
                fields: "X-Odd_Name: Ä\r\n",
                to: backend.port
            )
        }
        #expect(
            answer == """
                HTTP/1.1 200 OK\r
                Content-Type: application/json\r
                X-Sample-Backend: orders\r
                Content-Length: 244\r
                \r
                {
                  "backend": "orders",
                  "method": "POST",
                  "target": "/a%2Fb//c?x=%20&x",
                  "fields": [
                    ["Host", "x"],
                    ["Connection", "close"],
                    ["X-Odd_Name", "Ä"],
                    ["Content-Length", "9"]
                  ],
                  "bodyBytes": 9,
                  "body": "say \\"hi\\"\\n"
                }

                """
        )
    }

    struct Special: CustomTestStringConvertible {
        let path: String
        let answer: String
        var testDescription: String { path }
    }

    @Test(arguments: [
        Special(
            path: "/status/418",
            answer: "HTTP/1.1 418 I'm a teapot\r\nX-Sample-Backend: orders\r\nContent-Length: 0\r\n\r\n"
        ),
        Special(
            path: "/bytes/3",
            answer: """
                HTTP/1.1 200 OK\r
                Content-Type: application/octet-stream\r
                Content-Length: 3\r
                \r
                \u{0}\u{1}\u{2}
                """
        ),
        Special(path: "/garbage", answer: "this is no HTTP\r\n\r\n"),
        Special(path: "/break", answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
    ])
    func `a few paths do something else`(_ row: Special) async throws {
        #expect(try await serving { try await got(row.path, from: $0.port) } == row.answer)
    }

    @Test func `a HEAD gets no body, and its connection goes on`() async throws {
        let answer = try await serving { backend in
            try await sent(
                "HEAD /bytes/3 HTTP/1.1\r\nHost: x\r\n\r\nGET /status/204 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                to: backend.port
            )
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 3\r\n\r\n"
        #expect(answer == head + "HTTP/1.1 204 No Content\r\nX-Sample-Backend: orders\r\n\r\n")
    }

    @Test func `what is no HTTP gets a 400`() async throws {
        let answer = try await serving { try await sent("nonsense\r\n\r\n", to: $0.port) }
        #expect(answer == "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }

    @Test func `a body that waits for a 100 gets one`() async throws {
        let answer = try await serving { backend in
            try await posted("abc", "/echo", fields: "Expect: 100-continue\r\n", to: backend.port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nabc"))
    }

    @Test func `a port that another program has is named`() async throws {
        try await serving { backend in
            let port = backend.port
            let error = await #expect(throws: Listener.BindError.self) {
                try await SampleBackend.serving("b", port: port, on: MultiThreadedEventLoopGroup.singleton) {
                    _ in
                }
            }
            #expect(error?.description == "port \(port) on 127.0.0.1 is in use by another program")
        }
    }
}
