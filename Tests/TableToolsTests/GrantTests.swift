import Messages
import Routing
import TableTools
import Testing

/// What `explain` says of an origin that asks.
struct GrantTests {
    struct Case: CustomTestStringConvertible {
        let method: String
        let fields: [String]
        let line: String
        var testDescription: String { fields.joined(separator: ", ") }
    }

    private static let text = """
        version: 1
        backends: {a: "http://10.0.0.1"}
        routes:
          - match: {methods: [GET, PUT, DELETE]}
            backend: a
            cors: {allowOrigins: ["https://*.example.com"], allowMethods: [GET, PUT]}
        """

    @Test(arguments: [
        Case(method: "GET", fields: [], line: "✓ cors: the request names no origin"),
        Case(
            method: "GET",
            fields: ["origin: https://app.example.com"],
            line: "✓ cors: scripts of https://app.example.com may read the answer"
        ),
        Case(
            method: "GET",
            fields: ["origin: https://example.com"],
            line:
                "✓ cors: scripts of https://example.com may not read the answer: it is none of `allowOrigins`"
        ),
        Case(
            method: "OPTIONS",
            fields: ["origin: https://app.example.com", "access-control-request-method: PUT"],
            line: "→ cors: a preflight is answered here, with a grant for https://app.example.com"
        ),
        Case(
            method: "OPTIONS",
            fields: ["origin: https://app.example.com", "access-control-request-method: DELETE"],
            line: "→ cors: a preflight is answered here, with no grant: DELETE is none of `allowMethods`"
        ),
        Case(
            method: "OPTIONS",
            fields: ["origin: https://other.example.org", "access-control-request-method: PUT"],
            line: "→ cors: a preflight is answered here, with no grant: https://other.example.org is none of "
                + "`allowOrigins`"
        ),
    ])
    func `explain says whether an origin is granted what it asks for`(_ row: Case) throws {
        let table = try Shop.table(GrantTests.text)
        let request = try Request(method: row.method, url: "/", fields: row.fields)
        let text = ExplanationText(Explanation(request, table)).text
        #expect(text.split(separator: "\n").contains { $0 == "  \(row.line)" }, "\(text)")
    }
}
