import Messages
import Routing
import TableTools
import Testing

struct HandlingTests {
    private static let text = """
        version: 1
        backends:
          a:
            endpoints: [{url: "http://10.0.0.1:80", weight: 3}, {url: "http://10.0.0.2:8080"}]
            eject: {failures: 3, for: 30s}
          b: http://10.0.0.3:8080
          m: http://10.0.0.4
        routes:
          - name: canary
            match: {path: /users}
            backends: [{name: a, weight: 9}, {name: b, weight: 1}]
            retry: {attempts: 2, on: [reset, connectFailure], codes: [503]}
            mirror: {backend: m, percent: 10}
          - {name: plain, match: {path: /plain}, backend: b}
        """

    private func end(of method: String, _ path: String) throws -> String {
        let table = try Shop.table(HandlingTests.text)
        let request = try Request(method: method, url: path, fields: [], body: nil, sourceIP: nil)
        let text = ExplanationText(
            Explanation(request, table),
            isVerbose: false,
            secrecy: Shop.secrecy(table)
        )
        let last = try #require(text.text.firstRange(of: "Forwarded: for=unknown;proto=https\n"))
        return String(text.text[last.upperBound...])
    }

    @Test func `what may happen beside the one request is said behind it`() throws {
        let seen = try end(of: "GET", "/users")
        #expect(
            seen == """

                endpoints (a): http://10.0.0.1:80 gets 3 of 4, http://10.0.0.2:8080 gets 1 of 4
                retry (a): sent again up to 2 times after connectFailure, reset, 503, the first time after 50ms
                eject (a): an endpoint is left out for 30s after 3 failures in a row
                retry (b): sent again up to 2 times after connectFailure, reset, 503, the first time after 50ms
                mirror: 10 of 100 requests are copied to m, whose answer is ignored

                """
        )
    }

    @Test func `a method that may not be repeated is told so`() throws {
        #expect(
            try end(of: "POST", "/users").contains(
                "retry (b): POST is not sent again, unless the connection never opened; else sent again up to 2"
            )
        )
    }

    @Test func `a plain route has nothing to say`() throws {
        #expect(try end(of: "GET", "/plain") == "")
    }
}
