import FrontEnds
import HTTPTypes
import LocalGateway
import NIOPosix
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct GatewayServerTests {
    /// What the function at the other end does with an event.
    enum Function: Sendable {
        case replies(String)
        case streams(String)
        case repliesWithEvent
        case reports(String)
        case isSilent
    }

    /// Sends one request through the front end to a function; what the client got, and what was reported.
    private func through(
        _ frontEnd: FrontEnd,
        to function: Function,
        timeout: Duration = .seconds(10),
        _ request: String
    ) async throws -> (answer: String, record: GatewayRecord?) {
        let group = MultiThreadedEventLoopGroup.singleton
        let (records, reported) = AsyncStream<GatewayRecord>.makeStream()
        let settings = GatewaySettings(frontEnd: frontEnd, functionTimeout: timeout)
        let answer = try await RuntimeAPIServer.serving(on: group) { runtime in
            try await GatewayServer.serving(settings, in: runtime, on: group, report: { reported.yield($0) })
            { gateway in
                let worker = Task { try await run(function, on: runtime.port) }
                defer { worker.cancel() }
                return try await sent(request, to: gateway.port)
            }
        }
        var record: GatewayRecord?
        for await first in records.prefix(1) { record = first }
        return (answer, record)
    }

    /// A runtime that serves one invocation.
    private func run(_ function: Function, on port: Int) async throws {
        let next = try await got("/2018-06-01/runtime/invocation/next", from: port)
        let id = next.split(separator: "\r\n").first { $0.hasPrefix("Lambda-Runtime-Aws-Request-Id: ") }?
            .dropFirst(31)
        let target = "/2018-06-01/runtime/invocation/\(id ?? "")"
        let event = next.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
        switch function {
        case .replies(let reply): _ = try await posted(reply, target + "/response", to: port)
        case .streams(let reply):
            let mode = "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
            _ = try await posted(reply, target + "/response", fields: mode, to: port)
        case .repliesWithEvent:
            let quoted = event.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            _ = try await posted(#"{"statusCode":200,"body":"\#(quoted)"}"#, target + "/response", to: port)
        case .reports(let error): _ = try await posted(error, target + "/error", to: port)
        case .isSilent: try await Task.sleep(for: .seconds(30))
        }
    }

    private static let get = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let reply: String
        var request = get
        let answer: String
    }

    @Test(arguments: [
        Case(
            testDescription: "a binary body, its length counted anew",
            reply: """
                {"statusCode":201,"headers":{"content-type":"image/png","content-length":"99"},\
                "body":"AAH/","isBase64Encoded":true}
                """,
            answer: "HTTP/1.1 201 Created\r\ncontent-type: image/png\r\nContent-Length: 3\r\n\r\n"
        ),
        Case(
            testDescription: "cookies, one field each",
            reply: #"{"statusCode":204,"headers":{"x-a":"1"},"cookies":["a=1","b=2"]}"#,
            answer: "HTTP/1.1 204 No Content\r\nx-a: 1\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n"
        ),
    ])
    func `a reply becomes the answer`(_ row: Case) async throws {
        let (answer, record) = try await through(.http, to: .replies(row.reply), row.request)
        #expect(answer.lowercased().hasPrefix(row.answer.lowercased()))
        #expect(record?.problem == nil)
        #expect(record?.target == "/a")
    }

    @Test func `the target reaches the event as it was sent`() async throws {
        let request = "GET /a%2Fb//c/..%2f?x=%20&y=+&x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let (answer, _) = try await through(.url, to: .repliesWithEvent, request)
        #expect(answer.contains(#""rawPath":"/a%2Fb//c/..%2f""#))
        #expect(answer.contains(#""rawQueryString":"x=%20&y=+&x""#))
    }

    @Test func `a streamed reply becomes the answer too`() async throws {
        let prelude = #"{"statusCode":200,"headers":{"content-type":"text/plain"}}"#
        let reply = prelude + String(repeating: "\0", count: 8) + "streamed"
        let (answer, _) = try await through(.url, to: .streams(reply), Self.get)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nstreamed"))
    }

    struct Fault: CustomTestStringConvertible {
        let testDescription: String
        let function: Function
        let frontEnd: FrontEnd
        let status: Int
        let problem: String

        init(_ name: String, _ function: Function, at frontEnd: FrontEnd, _ status: Int, _ problem: String) {
            testDescription = name
            self.function = function
            self.frontEnd = frontEnd
            self.status = status
            self.problem = problem
        }
    }

    @Test(arguments: [
        Fault("a reply that is none", .replies("[]"), at: .rest, 502, ""),
        Fault(
            "an error report",
            .reports(#"{"errorMessage":"no"}"#),
            at: .rest,
            502,
            "the function failed: "
        ),
        Fault(
            "an error report",
            .reports(#"{"errorMessage":"no"}"#),
            at: .http,
            500,
            "the function failed: "
        ),
        Fault("no reply in time", .isSilent, at: .alb, 502, "no reply within "),
        Fault(
            "a reply over the limit",
            .replies(String(repeating: "x", count: RuntimeAPIServer.replyLimit + 1)),
            at: .rest,
            502,
            "the reply is larger than Lambda takes"
        ),
    ])
    func `what a front end cannot use is its own error, and the reason is reported`(_ row: Fault) async throws
    {
        let (answer, record) = try await through(
            row.frontEnd,
            to: row.function,
            timeout: .seconds(1),
            Self.get
        )
        #expect(answer.hasPrefix("HTTP/1.1 \(row.status) "))
        #expect(record?.status == row.status)
        #expect(record?.problem?.hasPrefix(row.problem) == true)
        #expect(record?.isTimedOut == (row.problem == "no reply within "))
    }

    @Test func `a body over the front end's limit never becomes an event`() async throws {
        let count = 1024 * 1024 + 1
        let head = "POST /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(count)\r\n\r\n"
        let request = head + String(repeating: "x", count: count)
        let (answer, record) = try await through(.alb, to: .repliesWithEvent, request)
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        #expect(record?.problem == "the body is larger than 1048576 bytes")
    }

    @Test func `a HEAD gets the head alone`() async throws {
        let head = "HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let (answer, _) = try await through(
            .http,
            to: .replies(#"{"statusCode":200,"headers":{"content-length":"3"}}"#),
            head
        )
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.lowercased().contains("content-length: 3\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
    }
}
