import Messages
import LocalGateway
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RuntimeAPIServerTests {
    private static let next = "/2018-06-01/runtime/invocation/next"
    private static let hello = Invocation(
        requestID: "r1",
        event: Array("{}".utf8),
        deadline: 1_700_000_000_000,
        invocationID: "i1",
        traceID: "Root=1"
    )

    private func serving<Result: Sendable>(
        _ behaviour: RuntimeAPIBehaviour = RuntimeAPIBehaviour(),
        _ body: @Sendable (RuntimeAPIServer) async throws -> Result
    ) async throws -> Result {
        try await RuntimeAPIServer.serving(behaviour, on: MultiThreadedEventLoopGroup.singleton, body)
    }

    @Test func `a poll that comes first gets the event that comes later, with all its fields`() async throws {
        try await serving { server in
            async let poll = got(Self.next, from: server.port)
            try await server.calls { $0.count == 1 }
            let parts = server.submit(Self.hello)
            #expect(
                try await poll == """
                    HTTP/1.1 200 OK\r
                    Lambda-Runtime-Aws-Request-Id: r1\r
                    Lambda-Runtime-Deadline-Ms: 1700000000000\r
                    Content-Type: application/json\r
                    Lambda-Runtime-Invoked-Function-Arn: \
                    arn:aws:lambda:us-east-1:012345678912:function:switchyard\r
                    Lambda-Runtime-Invocation-Id: i1\r
                    Lambda-Runtime-Trace-Id: Root=1\r
                    Content-Length: 2\r
                    \r
                    {}
                    """
            )
            let post = try await posted(
                #"{"a":1}"#,
                "/2018-06-01/runtime/invocation/r1/response",
                to: server.port
            )
            #expect(post.hasPrefix("HTTP/1.1 202 Accepted\r\n"))
            guard case .reply(let reply) = await InvocationOutcome(parts) else {
                Issue.record("no reply")
                return
            }
            #expect(reply.text == #"{"a":1}"#)
        }
    }

    @Test func `an event that is held waits for the next runtime, whoever polls before`() async throws {
        try await serving { server in
            server.hold()
            _ = server.submit(Self.hello)
            async let poll = got(Self.next, from: server.port)
            try await server.calls { $0.count == 1 }
            // Time in which the poll would have been answered.
            for _ in 0..<20 { _ = try await got("/nothing", from: server.port) }
            #expect(server.calls[0].status == nil)
            server.runtimeExited()
            async let next = got(Self.next, from: server.port)
            try await server.calls { $0.contains { $0.status == 200 } }
            _ = server.submit(Invocation(requestID: "r2", event: [], deadline: 0))
            let answers = try await [poll, next]
            #expect(answers.contains { $0.contains("Request-Id: r1") })
        }
    }

    struct Refused: CustomTestStringConvertible {
        let testDescription: String
        let target: String
        var fields = ""
        var bodyCount = 2
        let status: String
    }

    @Test(arguments: [
        Refused(
            testDescription: "another request id",
            target: "invocation/r2/response",
            status: "400 Bad Request"
        ),
        Refused(
            testDescription: "another invocation id",
            target: "invocation/r1/response",
            fields: "Lambda-Runtime-Invocation-Id: i2\r\n",
            status: "410 Gone"
        ),
        Refused(
            testDescription: "an unknown response mode",
            target: "invocation/r1/response",
            fields: "Lambda-Runtime-Function-Response-Mode: buffered\r\n",
            status: "400 Bad Request"
        ),
        Refused(
            testDescription: "a reply one byte over the limit",
            target: "invocation/r1/response",
            bodyCount: RuntimeAPIServer.replyLimit + 1,
            status: "413 Payload Too Large"
        ),
        Refused(
            testDescription: "a call that is none",
            target: "invocation/r1/answer",
            status: "404 Not Found"
        ),
        Refused(testDescription: "the same id echoed", target: "invocation/r1/error", status: "202 Accepted"),
        Refused(
            testDescription: "a reply of exactly the limit",
            target: "invocation/r1/response",
            bodyCount: RuntimeAPIServer.replyLimit,
            status: "202 Accepted"
        ),
    ])
    func `a post is answered as the real service would`(_ row: Refused) async throws {
        try await serving { server in
            let parts = server.submit(Self.hello)
            _ = try await got(Self.next, from: server.port)
            let body = String(repeating: "x", count: row.bodyCount)
            let answer = try await posted(
                body,
                "/2018-06-01/runtime/" + row.target,
                fields: row.fields,
                to: server.port
            )
            #expect(answer.prefix { $0 != "\r\n" } == "HTTP/1.1 \(row.status)")
            withExtendedLifetime(parts) {}
        }
    }

    @Test func `a second reply is refused`() async throws {
        try await serving { server in
            async let outcome = server.invoke(Self.hello)
            _ = try await got(Self.next, from: server.port)
            let target = "/2018-06-01/runtime/invocation/r1/response"
            #expect(try await posted("1", target, to: server.port).hasPrefix("HTTP/1.1 202"))
            #expect(try await posted("2", target, to: server.port).hasPrefix("HTTP/1.1 400"))
            guard case .reply(let reply) = await outcome else {
                Issue.record("no reply")
                return
            }
            #expect(reply.text == "1")
        }
    }

    @Test func `a reply after the deadline gets a 410`() async throws {
        try await serving { server in
            async let poll = got(Self.next, from: server.port)
            try await server.calls { $0.count == 1 }
            #expect(await server.invoke(Self.hello, within: .milliseconds(50)) == .timedOut)
            _ = try await poll
            let answer = try await posted("1", "/2018-06-01/runtime/invocation/r1/response", to: server.port)
            #expect(answer.hasPrefix("HTTP/1.1 410 Gone\r\n"))
        }
    }

    @Test func `an error report is the outcome, with its type`() async throws {
        try await serving { server in
            async let outcome = server.invoke(Self.hello)
            _ = try await got(Self.next, from: server.port)
            _ = try await posted(
                "{}",
                "/2018-06-01/runtime/invocation/r1/error",
                fields: "Lambda-Runtime-Function-Error-Type: Function.Bad\r\n",
                to: server.port
            )
            #expect(await outcome == .failed(type: "Function.Bad", body: Array("{}".utf8)))
        }
    }

    @Test func `a streamed reply is passed on as it arrives, trailers at its end`() async throws {
        try await serving { server in
            let parts = server.submit(Self.hello)
            _ = try await got(Self.next, from: server.port)
            _ = try await sent(
                """
                POST /2018-06-01/runtime/invocation/r1/response HTTP/1.1\r
                Host: x\r
                Connection: close\r
                Lambda-Runtime-Function-Response-Mode: streaming\r
                Transfer-Encoding: chunked\r
                Trailer: Lambda-Runtime-Function-Error-Type\r
                \r
                3\r
                abc\r
                2\r
                de\r
                0\r
                Lambda-Runtime-Function-Error-Type: Function.Late\r
                \r

                """,
                to: server.port
            )
            var seen: [ReplyPart] = []
            for await part in parts { seen.append(part) }
            #expect(
                seen.dropFirst().dropLast().map { $0 } == [
                    .bytes(Array("abc".utf8)), .bytes(Array("de".utf8)),
                ]
            )
            #expect(seen.last == .ended(trailers: [.lambdaErrorType: "Function.Late"]))
            #expect(server.calls.last?.text == "abcde")
            #expect(server.calls.last?.trailers == [.lambdaErrorType: "Function.Late"])
        }
    }

    @Test func `a reply that breaks off is told apart from a whole one`() async throws {
        try await serving { server in
            let parts = server.submit(Self.hello)
            _ = try await got(Self.next, from: server.port)
            let raw =
                "POST /2018-06-01/runtime/invocation/r1/response HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"
            let half = Task { try await sent(raw, to: server.port) }
            try await server.calls { $0.last?.bodyCount == 3 }
            half.cancel()
            #expect(await InvocationOutcome(parts) == .brokeOff)
        }
    }

    @Test func `an event whose poller has gone is given to the next one`() async throws {
        try await serving { server in
            let gone = Task { try await got(Self.next, from: server.port) }
            try await server.calls { $0.count == 1 }
            gone.cancel()
            try await server.calls { $0.first?.isAbandoned == true }
            async let outcome = server.invoke(Self.hello)
            #expect(try await got(Self.next, from: server.port).hasPrefix("HTTP/1.1 200 OK\r\n"))
            _ = try await posted("1", "/2018-06-01/runtime/invocation/r1/response", to: server.port)
            guard case .reply = await outcome else {
                Issue.record("no reply")
                return
            }
        }
    }

    @Test func `a script answers first, byte by byte, cut short or before the body`() async throws {
        var behaviour = RuntimeAPIBehaviour()
        behaviour.next = [
            Answer(status: 500, delivery: .trickled(pause: .zero), closes: true),
            Answer(status: 200, body: Array("{}".utf8), delivery: .cut(after: 15)),
            .raw("not http"),
        ]
        behaviour.response = [Answer(status: 403, closes: true, comesBeforeBody: true)]
        try await serving(behaviour) { server in
            let expected =
                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            #expect(try await got(Self.next, from: server.port) == expected)
            #expect(try await got(Self.next, from: server.port) == "HTTP/1.1 200 OK")
            #expect(try await got(Self.next, from: server.port) == "not http")
            let early = try await posted("1", "/2018-06-01/runtime/invocation/r1/response", to: server.port)
            #expect(early.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        }
    }

    @Test func `64 pollers each get one event`() async throws {
        try await serving { server in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<64 { group.addTask { try await got(Self.next, from: server.port) } }
                try await server.calls { $0.count == 64 }
                let streams = (0..<64).map { number in
                    server.submit(
                        Invocation(requestID: "r\(number)", event: Array("\(number)".utf8), deadline: 0)
                    )
                }
                var bodies: Set<String> = []
                for try await answer in group {
                    bodies.insert(String(answer.split(separator: "\r\n").last ?? ""))
                }
                #expect(bodies == Set((0..<64).map(String.init)))
                withExtendedLifetime(streams) {}
            }
        }
    }

    @Test func `a wait for calls that do not come ends`() async throws {
        try await serving { server in
            _ = await #expect(throws: RuntimeAPIServer.NothingCame.self) {
                try await server.calls(within: .milliseconds(20)) { !$0.isEmpty }
            }
        }
    }
}
