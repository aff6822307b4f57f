package import FrontEnds
import GatewayEvents
import Messages

/// One kind of invocation: a client's request through a front end, and the answer that its backend gives.
package struct Workload: Sendable {
    /// Its name in tables and on the command line.
    package let name: String
    /// What turns the request into an event, and the reply into the client's answer.
    package let frontEnd: FrontEnd
    /// What the client sends.
    package let request: ClientRequest

    /// Bytes of the backend's answer.
    package static let answerSize = 1024

    /// Makes a kind of invocation; the request should have an `x-bench-id`.
    package init(_ name: String, _ frontEnd: FrontEnd, _ request: ClientRequest) {
        self.name = name
        self.frontEnd = frontEnd
        self.request = request
    }

    /// The event, with the mark of a number in one of its headers.
    package var event: [UInt8] { frontEnd.event(for: request) }

    /// The backend's body in the answer to the invocation of a number; the mark's where none is given.
    package static func answer(size: Int = answerSize, number: Int? = nil) -> [UInt8] {
        var text = NumberedText(Array(NumberedText.mark.utf8))
        if let number { text.number(number) }
        return text.bytes + [UInt8](repeating: UInt8(ascii: "."), count: max(0, size - text.bytes.count))
    }

    /// What is wrong with a reply; nil where the client gets the backend's answer to that very invocation.
    ///
    /// An answer in the envelope `{"result": …}` is taken as well where `allowsEnvelope`.
    func problem(in reply: [UInt8], number: Int, allowsEnvelope: Bool) -> String? {
        switch frontEnd.clientResponse(from: reply, to: request) {
        case .failure(let problem): return "no reply that the front end takes: \(problem)"
        case .success(let response):
            let wanted = Workload.answer(number: number)
            guard response.status == 200 else { return "status \(response.status)" }
            if response.body == wanted { return nil }
            if allowsEnvelope, response.body == Array("{\"result\":\"".utf8) + wanted + Array("\"}".utf8) {
                return nil
            }
            return "another body than the backend's, \(response.body.count) bytes"
        }
    }
}

extension Workload {
    /// A browser's `GET` through an HTTP API: an event of some 2.5 KB.
    package static let get = Workload(
        "v2-get",
        .http,
        ClientRequest(target: "/orders/17?page=2&tag=a", fields: browser)
    )

    /// The same through a REST API, whose event has every header twice.
    package static let restGet = Workload("v1-get", .rest, get.request)

    /// The same through a load balancer.
    package static let albGet = Workload("alb-get", .alb, get.request)

    /// A `POST` of 10 KB of JSON through an HTTP API, so that its quotes stand escaped in the event.
    package static let post = Workload(
        "v2-post-10k",
        .http,
        upload("/orders", "application/json", items(10 << 10))
    )

    /// A `POST` of 1 MiB through a REST API, in Base64.
    package static let restPost = Workload(
        "v1-post-1m",
        .rest,
        upload("/upload/photo", "application/octet-stream", noise(1 << 20))
    )

    /// All that there are, small ones first.
    package static let all = [get, restGet, albGet, post, restPost]

    private static func upload(_ path: String, _ type: String, _ body: [UInt8]) -> ClientRequest {
        var fields: Fields = [:]
        for name in ["host", "user-agent", "accept", "x-bench-id"] {
            guard let name = FieldName(name) else { continue }
            for field in browser where field.isNamed(name) { fields.append(field) }
        }
        fields[.contentType] = type
        fields[.contentLength] = "\(body.count)"
        return ClientRequest(method: "POST", target: path, fields: fields, body: body)
    }

    /// What a browser sends, much the same as its makers document it.
    private static let browser: Fields = {
        var fields: Fields = [:]
        for (name, value) in [
            ("host", "api.example.com"),
            ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            (
                "accept",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
            ),
            ("accept-language", "en-GB,en;q=0.7,de;q=0.3"),
            ("accept-encoding", "gzip, deflate, br, zstd"),
            ("referer", "https://shop.example.com/catalogue/garden/tools?page=2"),
            ("origin", "https://shop.example.com"),
            (
                "cookie",
                "session=5f2c4e1b9a7d4c0f8e6b3a2d1c0f9e8d; theme=dark; consent=analytics.0.marketing.0"
            ),
            ("cookie", "visitor=" + String(repeating: "4f7a9c3e", count: 20)),
            ("authorization", "Bearer " + String(repeating: "eyJhbGciOiJSUzI1NiJ9.", count: 28)),
            ("sec-fetch-dest", "empty"), ("sec-fetch-mode", "cors"), ("sec-fetch-site", "same-site"),
            ("priority", "u=4"), ("cache-control", "no-cache"), ("x-request-source", "storefront"),
            ("x-bench-id", NumberedText.mark),
        ] {
            guard let name = FieldName(name) else { continue }
            fields.append(Field(name: name, value: value))
        }
        return fields
    }()

    /// JSON of about this many bytes.
    private static func items(_ size: Int) -> [UInt8] {
        var text = "{\"items\":["
        var number = 0
        while text.utf8.count < size - 64 {
            text +=
                "\(number == 0 ? "" : ","){\"id\":\(number),\"name\":\"item \(number)\",\"price\":\(number).25}"
            number += 1
        }
        return Array("\(text)]}".utf8)
    }

    /// Bytes that look random and are the same every time.
    package static func noise(_ size: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<size).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }
}
