import HTTPTypes
import LocalGateway
import Logs
import Messages
import NIOCore
import Routing
import Testing

@testable import Forwarding

/// Retries as a server sees them that fails on demand and counts.
@Suite(.timeLimit(.minutes(1)))
struct RetryTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var method = HTTPRequest.Method.get
        var retry: String
        var timeouts = "{request: 15s}"
        /// The answers in turn; the last one stays.
        var answers: [Answer]
        let result: String
        let count: Int
        var notes: [String]
    }

    @Test(arguments: [
        Case(
            testDescription: "a broken connection is tried again",
            retry: "{attempts: 2, backoff: 1ms}",
            answers: [.closing, .ok],
            result: "200 ok",
            count: 2,
            notes: ["retry 1 of 2: the peer closed the connection without an answer"]
        ),
        Case(
            testDescription: "the last outcome is the client's, after exactly so many attempts",
            retry: "{attempts: 2, codes: [503], backoff: 1ms}",
            answers: [.closing, .status(503), .status(503)],
            result: "503 ",
            count: 3,
            notes: [
                "retry 1 of 2: the peer closed the connection without an answer", "retry 2 of 2: status 503",
                "retry: none left of 2",
            ]
        ),
        Case(
            testDescription: "a status that is no failure is handed on",
            retry: "{attempts: 2, codes: [503]}",
            answers: [.status(500)],
            result: "500 ",
            count: 1,
            notes: []
        ),
        Case(
            testDescription: "a POST is not sent twice",
            method: .post,
            retry: "{attempts: 2, codes: [503], backoff: 1ms}",
            answers: [.status(503)],
            result: "503 ",
            count: 1,
            notes: []
        ),
        Case(
            testDescription: "a POST that was broken off is not sent twice",
            method: .post,
            retry: "{attempts: 2, backoff: 1ms}",
            answers: [.closing],
            result: "502 {\"message\":\"The service gave no valid answer.\",\"requestId\":\"request-1\"}",
            count: 1,
            notes: []
        ),
        Case(
            testDescription: "a POST is, where the table says so",
            method: .post,
            retry: "{attempts: 1, codes: [503], methods: [POST], backoff: 1ms}",
            answers: [.status(503), .ok],
            result: "200 ok",
            count: 2,
            notes: ["retry 1 of 1: status 503"]
        ),
        Case(
            testDescription: "a GET is not, where the table names another method",
            retry: "{attempts: 1, codes: [503], methods: [POST]}",
            answers: [.status(503)],
            result: "503 ",
            count: 1,
            notes: []
        ),
        Case(
            testDescription: "a kind that is not named is no reason",
            retry: "{attempts: 2, on: [connectFailure]}",
            answers: [.closing],
            result: "502 {\"message\":\"The service gave no valid answer.\",\"requestId\":\"request-1\"}",
            count: 1,
            notes: []
        ),
        Case(
            testDescription: "no HTTP at all is not tried again",
            retry: "{attempts: 2, backoff: 1ms}",
            answers: [.raw("hello\r\n\r\n")],
            result: "502 {\"message\":\"The service gave no valid answer.\",\"requestId\":\"request-1\"}",
            count: 1,
            notes: []
        ),
        Case(
            testDescription: "an attempt that takes too long makes room for the next",
            retry: "{attempts: 1, backoff: 1ms}",
            timeouts: "{backendRequest: 1s}",
            answers: [Answer(status: 200, delay: .seconds(30)), .ok],
            result: "200 ok",
            count: 2,
            notes: [
                """
                retry 1 of 1: the time was over while waiting for: first byte, \
                limited by `timeouts.backendRequest`
                """
            ]
        ),
        Case(
            testDescription: "all attempts end with the time for the request",
            retry: "{attempts: 100, codes: [503], backoff: 9s}",
            timeouts: "{request: 4s}",
            answers: [.status(503)],
            result: "503 ",
            count: 1,
            notes: ["retry: no time left within `timeouts.request`"]
        ),
    ])
    func `requests are sent again as the table says`(_ example: Case) async throws {
        let answers = example.answers
        try await FakeBackend.serving([{ number, _ in answers[min(number, answers.count) - 1] }]) {
            backends in
            let pipeline = try Pipeline(
                """
                backends: {a: "http://127.0.0.1:\(backends[0].port)"}
                routes: [{backend: a, retry: \(example.retry), timeouts: \(example.timeouts)}]
                """
            )
            let outcome = await pipeline.ask(example.method, body: example.method == .post ? "order" : "")
            #expect(outcome.text == example.result)
            #expect(backends[0].count == example.count)
            #expect(outcome.record.attempts == example.count)
            #expect(outcome.record.notes == example.notes)
        }
    }

    @Test func `a connection that never opened is tried again for any method, at another endpoint first`()
        async throws
    {
        let closed = try await closedPort()
        try await FakeBackend.serving([{ _, _ in .ok }]) { backends in
            let pipeline = try Pipeline(
                """
                backends:
                  a:
                    endpoints:
                      - {url: "http://127.0.0.1:\(closed)", weight: 99}
                      - {url: "http://127.0.0.1:\(backends[0].port)", weight: 1}
                routes: [{backend: a, retry: {attempts: 1, backoff: 1ms}}]
                """
            )
            for _ in 0..<20 {
                let outcome = await pipeline.ask(.post, body: "order")
                #expect(outcome.text == "200 ok")
                #expect(outcome.record.endpoint == "http://127.0.0.1:\(backends[0].port)")
            }
            #expect(backends[0].count == 20)
            #expect(backends[0].seen.allSatisfy { $0.body == Array("order".utf8) })
        }
    }

    @Test func `every endpoint is tried before one is tried twice`() async throws {
        try await FakeBackend.serving(Array(repeating: { _, _ in .status(503) }, count: 3)) { backends in
            let endpoints = backends.map { "{url: \"http://127.0.0.1:\($0.port)\"}" }.joined(separator: ", ")
            let pipeline = try Pipeline(
                """
                backends: {a: {endpoints: [\(endpoints)]}}
                routes: [{backend: a, retry: {attempts: 2, codes: [503], backoff: 1ms}}]
                """
            )
            for number in 1...10 {
                #expect(await pipeline.ask().response.status == 503)
                #expect(backends.map(\.count) == [number, number, number])
            }
        }
    }

    @Test func `the deadline of the invocation ends all attempts`() async throws {
        try await FakeBackend.serving([{ _, _ in Answer(status: 200, delay: .seconds(30)) }]) { backends in
            let pipeline = try Pipeline(
                """
                backends: {a: "http://127.0.0.1:\(backends[0].port)"}
                routes: [{backend: a, retry: {attempts: 9}, timeouts: {backendRequest: 1s}}]
                deadlineMargin: 1s
                """
            )
            let taken = await duration {
                let outcome = await pipeline.ask(within: .seconds(4))
                #expect(outcome.response.status == 504)
            }
            #expect(taken < .seconds(4) && taken > .seconds(2))
            #expect((2...4).contains(backends[0].count))
        }
    }

    @Test(arguments: [
        (1, 1.0, Duration.milliseconds(50)), (1, 0, .milliseconds(25)), (2, 1, .milliseconds(100)),
        (3, 1, .milliseconds(200)), (3, 0.5, .milliseconds(150)), (9, 1, .seconds(10)),
        (100, 1, .seconds(10)),
    ])
    func `the wait doubles, up to ten seconds, and chance takes up to half of it`(
        _ number: Int,
        _ chance: Double,
        _ wait: Duration
    ) {
        #expect(Retry(attempts: 100).wait(before: number, chance: chance) == wait)
    }

    @Test func `a wait of more than ten seconds stays as it is`() {
        let retry = Retry(attempts: 9, backoff: .seconds(60))
        #expect(retry.wait(before: 4, chance: 1) == .seconds(60))
        #expect(Retry(attempts: 1, backoff: .zero).wait(before: 1, chance: 1) == .zero)
    }
}
