import FrontEnds
import GatewayEvents
import HTTPTypes
import Messages
import Testing

/// Requests and answers at random, through each front end and back.
struct RoundTripTests {
    @Test(arguments: FrontEnd.allCases)
    func `a generated request is read as it was sent`(frontEnd: FrontEnd) throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<400 {
            let sent = SentShape(&generator, repeats: frontEnd != .alb)
            let request = try frontEnd.read(sent.request)
            #expect(request.method.rawValue == sent.request.method)
            #expect(Array(request.body) == sent.request.body)
            #expect(
                request.path
                    == RawPath(
                        frontEnd.decodesPaths ? sent.decodedPath : sent.path,
                        frontEnd.decodesPaths ? .decoded : .encoded
                    )
            )
            #expect(request.query == sent.query)
            for (name, values) in sent.fields {
                let arrived = request.fields.filter { $0.name == name }.map(\.value)
                #expect(arrived == (frontEnd.joinsFields ? [values.joined(separator: ",")] : values))
            }
        }
    }

    @Test(arguments: FrontEnd.allCases)
    func `a generated answer reaches the client as it was given`(frontEnd: FrontEnd) throws {
        var generator = SeededGenerator(seed: 5)
        var reader = EventReader()
        for _ in 0..<400 {
            let request = ClientRequest(method: "GET", target: "/", fields: [.host: "x"])
            guard case .request(_, let form) = try reader.read(frontEnd.event(for: request), requestID: "r")
            else {
                Issue.record("no request")
                return
            }
            let response = RoundTripTests.response(&generator)
            guard case .payload(let reply) = form.reply(response) else {
                Issue.record("too large")
                return
            }
            let answer = try frontEnd.clientResponse(from: reply, to: request).get()
            #expect(answer.status == response.status)
            #expect(answer.body == Array(response.body))
            let cookies = response.fields.filter { $0.name == .setCookie }.map(\.value)
            #expect(answer.fields.filter { $0.name == .setCookie }.map(\.value) == cookies)
            #expect(answer.fields[.vary] == response.fields[.vary])
            #expect(answer.fields[.contentType] == response.fields[.contentType])
            guard form.streams, case .payload(let prelude) = form.prelude(response) else { continue }
            let streamed = try frontEnd.clientResponse(fromStream: prelude + response.body).get()
            #expect(streamed.fields == answer.fields)
            #expect(streamed.body == Array(response.body))
        }
    }

    static func response(_ generator: inout SeededGenerator) -> Response {
        var fields: Fields = [
            .contentType: ["text/plain", "image/png"].randomElement(using: &generator) ?? ""
        ]
        for number in 0..<Int.random(in: 0...3, using: &generator) {
            fields.append(Field(name: .setCookie, value: "c\(number)=\"x, y\"; Path=/"))
            fields.append(Field(name: .vary, value: "x-\(number)"))
        }
        let status = [200, 201, 302, 404, 503].randomElement(using: &generator) ?? 200
        return Response(status: status, fields: fields, body: body(&generator)[...])
    }

    fileprivate static func body(_ generator: inout SeededGenerator) -> [UInt8] {
        let count = Int.random(in: 0...200, using: &generator)
        let ranges: [ClosedRange<UInt8>] = [0...255, 0x20...0x7e, 0x22...0x22, 0...0x1f]
        let range = ranges.randomElement(using: &generator) ?? 0...255
        return (0..<count).map { _ in UInt8.random(in: range, using: &generator) }
    }
}

/// A request whose parts every front end can carry, taken apart.
private struct SentShape {
    let request: ClientRequest
    let path: String
    let decodedPath: String
    let query: String?
    let fields: [(FieldName, [String])]

    init(_ generator: inout SeededGenerator, repeats: Bool) {
        var path = ""
        var decodedPath = ""
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let (sent, decoded) = SentShape.segments.randomElement(using: &generator) ?? ("x", "x")
            path += "/" + sent
            decodedPath += "/" + decoded
        }
        let names = ["a", "b%20c", "%C3%A4"]
        let parameters = names[..<Int.random(in: 0...3, using: &generator)].flatMap { name in
            (0..<(repeats ? Int.random(in: 1...3, using: &generator) : 1)).map { "\(name)=v%3D\($0)" }
        }
        let query = parameters.isEmpty ? nil : parameters.joined(separator: "&")
        var fields: Fields = [.host: "shop.example.com", .contentType: "application/octet-stream"]
        var lists: [(FieldName, [String])] = []
        for name in ["If-None-Match", "Range", "Accept"].map(FieldName.known)
        where Bool.random(using: &generator) {
            let values = (0..<(repeats ? Int.random(in: 1...3, using: &generator) : 1)).map { "\"ä \($0)\"" }
            for value in values { fields.append(Field(name: name, value: value)) }
            lists.append((name, values))
        }
        let target = path + (query.map { "?" + $0 } ?? "")
        let method = ["GET", "POST", "DELETE", "PURGE"].randomElement(using: &generator) ?? "GET"
        request = ClientRequest(
            method: method,
            target: target,
            fields: fields,
            body: RoundTripTests.body(&generator)
        )
        self.path = path
        self.decodedPath = decodedPath
        self.query = query
        self.fields = lists
    }

    private static let segments = [
        ("orders", "orders"), ("a%20b", "a b"), ("%C3%A4", "ä"), ("a+b", "a+b"), ("", ""), ("x;y=1", "x;y=1"),
        ("%22q%22", "\"q\""),
    ]
}

extension FrontEnd {
    fileprivate var decodesPaths: Bool { self == .http || self == .http1 }

    fileprivate var joinsFields: Bool { self == .http || self == .url }
}
