import HTTPTypes
import Messages

extension TableTest {
    private static let headersShape = Shape.names(NamesShape("header", .oneOrMore(.text), ignoresCase: true))
    private static let headersExample = "{x-order-id: \"17\"}"

    static let key = Key(
        .tests,
        .list(.map(shape)),
        "Requests with what is expected of them; `switchyard test` runs them.",
        example: "[{request: {path: /orders/17}, expect: {route: order}}]"
    )

    private static let shape = MapShape(
        "test",
        nameKey: .name,
        [
            Key(
                .name,
                .text,
                "What the test shows, for the runner's output.",
                example: "an order",
                standard: "test-N"
            ),
            Key(
                .request,
                .map(MapShape("`request`", mayBeEmpty: true, requestKeys)),
                "The request as the client sends it.",
                example: "{method: GET, path: /orders/17}",
                isRequired: true
            ),
            Key(
                .expect,
                .map(MapShape("`expect`", expectKeys)),
                "What has to come of it; at least one expectation.",
                example: "{route: order, backend: orders, path: /v2/orders/17}",
                isRequired: true
            ),
        ]
    )

    private static let requestKeys = [
        Key(.method, .textNamed("a method"), "The request's method.", example: "GET", standard: "GET"),
        Key(
            .scheme,
            .choice(["http", "https"]),
            "How the client reached the front end.",
            example: "https",
            standard: "https"
        ),
        Key(
            .host,
            .textNamed("a host"),
            "The request's host.",
            example: "api.example.com",
            standard: "none"
        ),
        Key(
            .port,
            .integer(1...65535),
            "The port that the client spoke to.",
            example: "443",
            standard: "the scheme's own"
        ),
        Key(
            .path,
            .textNamed("a path"),
            "The path, percent-encoded as the client sends it.",
            example: "/orders/17",
            standard: "/"
        ),
        Key(
            .query,
            .textNamed("a query"),
            "The query without its `?`, percent-encoded.",
            example: "page=2",
            standard: "none"
        ),
        Key(
            .headers,
            headersShape,
            "Header fields; a list of values makes several.",
            example: headersExample,
            standard: "none"
        ),
        Key(
            .sourceIp,
            .textNamed("an address"),
            "The caller's address.",
            example: "192.0.2.7",
            standard: "unknown"
        ),
    ]

    private static let expectKeys = [
        Key(.route, .text, "The name of the route that wins.", example: "order"),
        Key(.backend, .text, "The name of a backend that the request may go to.", example: "orders"),
        Key(.status, .integer(100...599), "The status of an answer that needs no backend.", example: "404"),
        Key(.path, .textNamed("a path"), "The path that the backend sees.", example: "/v2/orders/17"),
        Key(
            .query,
            .textNamed("a query"),
            "The query that the backend sees; empty for none.",
            example: "page=2"
        ),
        Key(.host, .textNamed("a host"), "The `Host` that the backend sees.", example: "orders.internal"),
        Key(
            .headers,
            headersShape,
            "Header fields that are there, with their values.",
            example: headersExample
        ),
        Key(
            .noHeaders,
            .oneOrMore(.textNamed("a header name")),
            "Header fields that are not there.",
            example: "[x-internal-token]"
        ),
        Key(.location, .text, "The `Location` of a redirect.", example: "https://example.com/new"),
    ]

    /// All tests of a list; what can't be read is reported and left out.
    static func read(_ node: Node, from number: Int, _ findings: inout Findings) -> [TableTest] {
        (node.list ?? []).enumerated().compactMap { index, element in
            TableTest(element, number: number + index, &findings)
        }
    }

    private init?(_ node: Node, number: Int, _ findings: inout Findings) {
        guard let request = node[.request], let expect = node[.expect], expect.map != nil else {
            return nil
        }
        name = node[.name]?.text ?? "test-\(number)"
        place = node.key(.name)?.place ?? node.place
        self.request = Sample(request, &findings)
        self.expect = Expectation(expect, &findings)
    }
}

extension TableTest.Sample {
    fileprivate init(_ node: Node, _ findings: inout Findings) {
        let method = node[.method].map { MethodNames.read($0, &findings) }?.first ?? .get
        self.init(method: method, scheme: node[.scheme]?.text ?? "https", path: "/", headers: [])
        host = node[.host]?.text
        port = node[.port]?.integer
        query = node[.query]?.text
        headers = TestField.read(node[.headers], &findings)
        if let path = node[.path], let text = path.text {
            if text.utf8.first != UInt8(ascii: "/") || text.utf8.contains(UInt8(ascii: "?")) {
                findings.report(.noTestPath(path))
            }
            self.path = text
        }
        if let address = node[.sourceIp], let text = address.text, !address.isUndetermined {
            if IPAddress(text) == nil { findings.report(.noAddress(address)) }
            sourceIp = text
        }
    }
}

extension TableTest.Expectation {
    fileprivate init(_ node: Node, _ findings: inout Findings) {
        self.init(headers: TestField.read(node[.headers], &findings), noHeaders: [])
        route = node[.route]?.text
        backend = node[.backend]?.text
        status = node[.status]?.integer
        path = node[.path]?.text
        query = node[.query]?.text
        host = node[.host]?.text
        location = node[.location]?.text
        noHeaders = (node[.noHeaders]?.elements ?? []).compactMap { HeaderNames.read($0, &findings) }
    }
}

extension TestField {
    fileprivate static func read(_ node: Node?, _ findings: inout Findings) -> [TestField] {
        var fields: [TestField] = []
        for entry in node?.map ?? [] {
            guard let name = HeaderNames.read(entry.key, &findings) else { continue }
            for value in entry.value.elements where HeaderNames.check(value: value, &findings) {
                fields.append(TestField(name: name, value: value.text ?? "", place: value.place))
            }
        }
        return fields
    }
}
