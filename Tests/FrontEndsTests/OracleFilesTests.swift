import FrontEnds
import GatewayEvents
import Glibc
import HTTPTypes
import Messages
import Testing

/// Writes events and replies into the folder that `SWITCHYARD_ORACLE_FOLDER` names, for the scripts in
/// `Tests/oracles`, which hold them against AWS's own models and parsers.
struct OracleFilesTests {
    static let folder = unsafe getenv("SWITCHYARD_ORACLE_FOLDER").map { unsafe String(cString: $0) }

    private static let requests: [(name: String, request: ClientRequest)] = [
        ("plain", ClientRequest(target: "/")),
        ("query", ClientRequest(target: "/orders/a%20b?q=one&q=two&empty=&plus=a%2Bb+c")),
        (
            "text",
            ClientRequest(
                method: "POST",
                target: "/orders",
                fields: [
                    .host: "shop.example.com", .userAgent: "check/1", .contentType: "application/json",
                    .cookie: "a=1; b=2", .accept: "text/html", .accept: "*/*",
                ],
                body: Array(#"{"text":"grün"}"#.utf8)
            )
        ),
        (
            "bytes",
            ClientRequest(
                method: "PUT",
                target: "/images/1",
                fields: [.contentType: "image/png"],
                body: [0x89, 0x50, 0xff, 0x00],
                sourceIP: "2001:db8::7"
            )
        ),
    ]

    @Test(.enabled(if: folder != nil))
    func `events are written for AWS's models`() throws {
        let folder = try OracleFilesTests.folder("events")
        for frontEnd in FrontEnd.allCases {
            for (name, request) in OracleFilesTests.requests {
                let deployment = Deployment(claims: name == "text" ? ["sub": "kim", "scope": "a b"] : [:])
                try write(frontEnd.event(for: request, at: deployment), "\(folder)/\(frontEnd)-\(name).json")
            }
        }
    }

    @Test(.enabled(if: folder != nil))
    func `replies are written for AWS's parsers`() throws {
        let folder = try OracleFilesTests.folder("replies")
        let forms: [(ReplyForm.FrontEnd, String)] = [(.rest, "rest"), (.http1, "http1"), (.http, "http")]
        for (frontEnd, name) in forms {
            var generator = SeededGenerator(seed: 6)
            for number in 0..<200 {
                let response = RoundTripTests.response(&generator)
                guard case .payload(let reply) = ReplyForm(frontEnd, isHead: false).reply(response) else {
                    Issue.record("too large")
                    continue
                }
                try write(reply, "\(folder)/\(name)-\(number).json")
                try write(expectation(response), "\(folder)/\(name)-\(number).expected")
            }
        }
    }

    /// Lines that a script can compare: the status, the body's bytes in Base64, then the fields.
    private func expectation(_ response: Response) -> [UInt8] {
        let body = Base64.characters(of: Array(response.body))
        let fields = response.fields.map { "\($0.name.canonicalName): \($0.value)\n" }.joined()
        return Array("\(response.status)\n".utf8) + body + Array("\n\(fields)".utf8)
    }

    private static func folder(_ name: String) throws -> String {
        let path = "\(try #require(folder))/\(name)"
        unsafe mkdir(path, 0o755)
        return path
    }

    private func write(_ bytes: [UInt8], _ path: String) throws {
        let file = try unsafe #require(fopen(path, "w"))
        let written = unsafe fwrite(bytes, 1, bytes.count, file)
        unsafe fclose(file)
        #expect(written == bytes.count)
    }
}
