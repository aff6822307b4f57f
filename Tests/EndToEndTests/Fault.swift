import FaultServers
import Testing

/// What a backend does wrong, or oddly, with one request, and what becomes of it.
struct Fault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let script: [FaultServer.Step]
    let status: Int
    let error: String?
    let cause: String?
    var settings = ""
    var scheme = "http"
    var body = "order"
    /// How often the request was read whole.
    var seen = 1
    /// Whether the connection is kept all the same.
    var keeps = false

    init(
        _ name: String,
        _ script: [FaultServer.Step],
        _ status: Int,
        _ error: String?,
        _ cause: String?,
        settings: String = "",
        scheme: String = "http",
        body: String = "order",
        seen: Int = 1,
        keeps: Bool = false
    ) {
        testDescription = name
        self.script = script
        self.status = status
        self.error = error
        self.cause = cause
        self.settings = settings
        self.scheme = scheme
        self.body = body
        self.seen = seen
        self.keeps = keeps
    }
}

extension Fault {
    /// An answer that is refused for what it is.
    private init(
        _ name: String,
        _ script: [FaultServer.Step],
        _ cause: String,
        body: String = "order",
        seen: Int = 1
    ) {
        self.init(name, script, 502, "badGateway", cause, body: body, seen: seen)
    }

    private static let start = "HTTP/1.1 200 OK\r\n"
    private static let half = start + "Content-Length: 5\r\n\r\nhe"
    private static let chunks = start + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"
    static let withinHead = "the peer closed the connection within the answer's head"
    private static let withinBody = "the peer closed the connection within the answer's body"

    static func broken(_ place: String) -> String {
        "the connection broke \(place): Connection reset by peer"
    }

    /// A connection that ends where it must not.
    static let endings = [
        Fault(
            "closed before the answer",
            [.read, .close],
            "the peer closed the connection without an answer"
        ),
        Fault("reset before the answer", [.read, .reset], broken("without an answer")),
        Fault("closed within the status line", [.read, .send("HTTP/1.1 2"), .close], withinHead),
        Fault("closed behind the status line", [.read, .send(start), .close], withinHead),
        Fault("closed within the head", [.read, .send(start + "X-A: b"), .close], withinHead),
        Fault(
            "closed behind the head",
            [.read, .send(start + "Content-Length: 5\r\n\r\n"), .close],
            withinBody
        ),
        Fault("closed within the body", [.read, .send(half), .close], withinBody),
        Fault("closed within a chunk", [.read, .send(chunks), .close], withinBody),
        Fault("closed before the last chunk", [.read, .send(chunks + "lo\r\n"), .close], withinBody),
        Fault(
            "half closed within the request",
            [.peek, .halfClose, .ignore],
            "the peer closed the connection without an answer",
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
        Fault(
            "reset within the request",
            [.peek, .reset],
            broken("without an answer"),
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
        Fault(
            "reset within the status line",
            [.read, .send("HTTP/1.1 2"), .reset],
            broken("within the answer's head")
        ),
        Fault("reset within the body", [.read, .send(half), .reset], broken("within the answer's body")),
    ]

    /// An answer that is none.
    static let nonsense = [
        Fault("garbage", [.read, .send("\u{1}\u{2}garbage\r\n\r\n"), .hold], "the answer is not HTTP/1.x"),
        Fault("no status", [.read, .send("HTTP/1.1 OK\r\n\r\n"), .hold], "the answer is not HTTP/1.x"),
        Fault(
            "both lengths",
            [.read, .send(start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"), .hold],
            "the answer has both Content-Length and Transfer-Encoding"
        ),
        Fault(
            "lengths that differ",
            [.read, .send(start + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok"), .hold],
            "the answer has Content-Lengths that differ"
        ),
        Fault(
            "a length that is no number",
            [.read, .send(start + "Content-Length: -2\r\n\r\nok"), .hold],
            "the answer's Content-Length is no number"
        ),
        Fault(
            "a folded field",
            [.read, .send(start + "X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n"), .hold],
            "a field of the answer is folded over two lines"
        ),
        Fault(
            "a control character in a field",
            [.read, .send(start + "X-A: b\u{0}c\r\nContent-Length: 0\r\n\r\n"), .hold],
            "a field of the answer holds a control character"
        ),
        Fault(
            "a broken chunk",
            [.read, .send(chunks + "loXX"), .hold],
            "the answer's chunked body is broken"
        ),
        Fault(
            "an upgrade that nobody asked for",
            [.read, .send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), .hold],
            "the peer answered 101 and nobody asked to switch"
        ),
        Fault(
            "interim answers without end",
            [.read, .send(String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 17)), .hold],
            "the answer is preceded by too many interim ones"
        ),
        Fault(
            "a huge head",
            [.read, .send(start + "X-A: " + String(repeating: "a", count: 70_000)), .hold],
            502,
            "answerTooLarge",
            "the answer's head is over 65536 bytes"
        ),
        Fault(
            "chunks that no front end carries",
            [
                .read, .send(start + "Transfer-Encoding: chunked\r\n\r\n700000\r\n"), .sendMany(7_340_032),
                .hold,
            ],
            502,
            "answerTooLarge",
            "the answer's body is over 6291456 bytes"
        ),
        Fault(
            "a body that no front end carries",
            [.read, .send(start + "Content-Length: 6291457\r\n\r\n"), .hold],
            502,
            "answerTooLarge",
            "the answer's body is over 6291456 bytes"
        ),
    ]

    /// Odd, and still an answer.
    static let oddities = [
        Fault(
            "interim answers",
            [
                .read, .send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
                .send(FaultServer.ok), .again,
            ],
            200,
            nil,
            nil,
            keeps: true
        ),
        Fault("byte by byte", [.read, .trickle(FaultServer.ok), .again], 200, nil, nil, keeps: true),
        Fault(
            "half closed behind the answer",
            [.read, .send(FaultServer.ok), .halfClose, .hold],
            200,
            nil,
            nil
        ),
        Fault("up to the end of the connection", [.read, .send(start + "\r\nok"), .close], 200, nil, nil),
        Fault(
            "bytes behind the answer",
            [.read, .send(FaultServer.ok + "HTTP/1.1 500 Evil\r\n\r\n"), .hold],
            200,
            nil,
            nil
        ),
        Fault(
            "an answer before the request is read",
            [.peek, .send("HTTP/1.1 413 Large\r\nContent-Length: 2\r\n\r\nno"), .ignore],
            413,
            nil,
            nil,
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
        Fault(
            "the same up to the end of the connection",
            [.peek, .send("HTTP/1.1 413 Large\r\n\r\nno"), .halfClose, .ignore],
            413,
            nil,
            nil,
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
        Fault(
            "the same, and then the end at once",
            [.peek, .send("HTTP/1.1 413 Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"), .close],
            413,
            nil,
            nil,
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
        Fault(
            "the same, and then a reset",
            [.peek, .send("HTTP/1.1 413 Large\r\nContent-Length: 2\r\n\r\nno"), .awaitSignal, .reset],
            413,
            nil,
            nil,
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
    ]

    /// Time that runs out, and who is named for it.
    static let delays = [
        Fault(
            "no first byte within one attempt's time",
            [.read, .hold],
            504,
            "timeout",
            "the time was over while waiting for: first byte, limited by `timeouts.backendRequest`",
            settings: "timeouts: {backendRequest: 150ms, request: 10s}"
        ),
        Fault(
            "no first byte in all",
            [.read, .hold],
            504,
            "timeout",
            "the time was over while waiting for: first byte, limited by `timeouts.request`",
            settings: "timeouts: {request: 150ms}"
        ),
        Fault(
            "a body that stops",
            [.read, .send(half), .hold],
            504,
            "timeout",
            "the time was over while waiting for: body, limited by `timeouts.request`",
            settings: "timeouts: {request: 150ms}"
        ),
        Fault(
            "a request that is not read",
            [.ignore],
            504,
            "timeout",
            "the time was over while waiting for: send, limited by `timeouts.request`",
            settings: "timeouts: {request: 300ms}",
            body: String(repeating: "x", count: 5_500_000),
            seen: 0
        ),
        Fault(
            "a handshake that stops",
            [.ignore],
            500,
            "connectFailure",
            "the time was over while waiting for: TLS, limited by `timeouts.connect`",
            settings: "timeouts: {connect: 150ms}",
            scheme: "https",
            seen: 0
        ),
        Fault(
            "a handshake that stops, under another limit",
            [.ignore],
            504,
            "timeout",
            "the time was over while waiting for: TLS, limited by `timeouts.request`",
            settings: "timeouts: {connect: 10s, request: 150ms}",
            scheme: "https",
            seen: 0
        ),
        Fault(
            "a peer that closes in the handshake",
            [.take, .close],
            500,
            "connectFailure",
            "ENDPOINT ended the connection during the TLS handshake",
            scheme: "https",
            seen: 0
        ),
        Fault(
            "a peer that resets in the handshake",
            [.take, .reset],
            500,
            "connectFailure",
            "ENDPOINT ended the connection during the TLS handshake: Connection reset by peer",
            scheme: "https",
            seen: 0
        ),
        Fault(
            "a peer that speaks no TLS",
            [.peek, .send("HTTP/1.1 400 Bad Request\r\n\r\n"), .ignore],
            500,
            "connectFailure",
            "the TLS handshake with ENDPOINT failed: WRONG_VERSION_NUMBER",
            scheme: "https",
            seen: 0
        ),
    ]
}
