import HTTPTypes
import Messages
import Testing

@testable import Routing

struct RequestRewritingTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        /// What stands in the route besides its backend, as one YAML flow map's inside.
        let route: String
        let backend: String
        /// The request's first line and fields, as on the wire.
        let request: String
        /// The same for the backend's request, or why there is none.
        let sent: String
        let top: String
        let origin: RequestOrigin

        init(
            _ description: String,
            _ route: String,
            _ request: String,
            gives sent: String,
            backend: String = "http://b:81",
            top: String = "",
            origin: RequestOrigin = RequestOrigin(
                domainName: "front.example",
                sourceAddress: IPAddress("203.0.113.7")
            )
        ) {
            testDescription = description
            self.route = route
            self.backend = backend
            self.request = request
            self.sent = sent
            self.top = top
            self.origin = origin
        }
    }

    /// Most cases are not about `X-Forwarded-…`, so that they turn it off.
    static let off = "forwarded: off, "

    static let paths = [
        Case(
            "nothing changed",
            off,
            "GET /a%2fb%7e?x=%41&&y",
            gives: "GET /a%2Fb~?x=%41&&y\nHost: b:81",
            top: "pathPolicy: {encodedSlash: keep}"
        ),
        Case("a base path", off, "GET /a", gives: "GET /api/a\nHost: b", backend: "http://b/api/"),
        Case("a base path and the root", off, "GET /", gives: "GET /api/\nHost: b", backend: "http://b/api"),
        Case(
            "a template",
            off + "match: {path: \"/o/{id}\"}, rewrite: {path: \"/v2/{id}/x\"}",
            "GET /o/a%20b?q",
            gives: "GET /v2/a%20b/x?q\nHost: b:81"
        ),
        Case(
            "the rest",
            off + "match: {path: \"/o/{r+}\"}, rewrite: {path: \"/v2/{r+}\"}",
            "GET /o/a/b/",
            gives: "GET /v2/a/b/\nHost: b:81"
        ),
        Case(
            "a kept slash stays encoded",
            off + "match: {path: \"/o/{r+}\"}, rewrite: {path: \"/{r}\"}",
            "GET /o/a%2fb/c",
            gives: "GET /a%2Fb/c\nHost: b:81",
            top: "pathPolicy: {encodedSlash: keep}"
        ),
        Case(
            "a regex's group",
            off + "match: {path: {regex: '/(?<y>\\d+)/(?<n>.*)'}}, rewrite: {path: \"/{n}/{y}\"}",
            "GET /20/a/b",
            gives: "GET /a/b/20\nHost: b:81"
        ),
        Case(
            "a group can't climb",
            off + "match: {path: {regex: '/(?<a>.)(?<b>.*)'}}, rewrite: {path: \"/{a}.{b}\"}",
            "GET /./",
            gives: "badRequest: the path has a `.` or `..` segment"
        ),
        Case(
            "joined dots can't climb",
            off + "match: {path: \"/{a}\"}, rewrite: {path: \"/x/.{a}\"}",
            "GET /.x",
            gives: "GET /x/..x\nHost: b:81"
        ),
        Case(
            "dots made by a rewrite",
            off + "match: {path: {regex: '/x(?<a>.*)'}}, rewrite: {path: \"/y/.{a}\"}",
            "GET /x.",
            gives: "badRequest: the rewritten path has a `.` or `..` segment"
        ),
        Case(
            "half an escape",
            off + "match: {path: {regex: '/(?<a>..).*'}}, rewrite: {path: \"/{a}\"}",
            "GET /%25",
            gives: "badRequest: the rewritten path has a `%` that two hexadecimal digits do not follow"
        ),
        Case(
            "text of a header",
            off + "match: {headers: {t: {regex: '(?<t>.*)'}}}, rewrite: {path: \"/{t}\"}",
            "GET /\nt: a b/c?d",
            gives: "GET /a%20b/c%3Fd\nHost: b:81\nt: a b/c?d"
        ),
        Case(
            "a prefix",
            off + "match: {path: {prefix: /foo}}, rewrite: {path: {replacePrefix: /xyz}}",
            "GET /foo/bar",
            gives: "GET /xyz/bar\nHost: b:81"
        ),
        Case(
            "a prefix and its slash",
            off + "match: {path: {prefix: /foo/}}, rewrite: {path: {replacePrefix: /xyz/}}",
            "GET /foo/",
            gives: "GET /xyz/\nHost: b:81"
        ),
        Case(
            "a prefix itself",
            off + "match: {path: {prefix: /foo}}, rewrite: {path: {replacePrefix: /xyz}}",
            "GET /foo",
            gives: "GET /xyz\nHost: b:81"
        ),
        Case(
            "a prefix by nothing",
            off + "match: {path: {prefix: /foo}}, rewrite: {path: {replacePrefix: /}}",
            "GET /foo",
            gives: "GET /\nHost: b:81"
        ),
        Case(
            "a longer path by nothing",
            off + "match: {path: {prefix: /foo}}, rewrite: {path: {replacePrefix: /}}",
            "GET /foo/bar",
            gives: "GET /bar\nHost: b:81"
        ),
        Case(
            "the prefix of the alternative that matched",
            off
                + "match: [{path: {prefix: /a}}, {path: {prefix: /b/c}}], rewrite: {path: {replacePrefix: /x}}",
            "GET /b/c/d",
            gives: "GET /x/d\nHost: b:81"
        ),
        Case(
            "a substitution",
            off + "rewrite: {path: {regex: '^/old/(\\w+)', substitution: '/new/{1}'}}",
            "GET /old/a/old/b",
            gives: "GET /new/a/old/b\nHost: b:81"
        ),
        Case(
            "a substitution's names",
            off
                + "match: {path: \"/{z}/{y}\"}, rewrite: {path: {regex: '(?<n>[a-z]+)$', substitution: '{n}-{z}'}}",
            "GET /1/ab",
            gives: "GET /1/ab-1\nHost: b:81"
        ),
        Case(
            "a substitution of nothing",
            off + "rewrite: {path: {regex: 'zzz', substitution: ''}}",
            "GET /a",
            gives: "GET /a\nHost: b:81"
        ),
        Case(
            "all substituted",
            off + "rewrite: {path: {regex: '.*', substitution: ''}}",
            "GET /a",
            gives: "GET /\nHost: b:81"
        ),
        Case("a dropped query", off + "rewrite: {query: drop}", "GET /a?b", gives: "GET /a\nHost: b:81"),
        Case(
            "a changed query",
            off
                + "match: {path: \"/{id}\"}, rewrite: {query: {set: {b: \"{id}\"}, remove: [c], add: {d: [1, \"&\"]}}}",
            "GET /x%26y?a=%41&b=1&c&b=2&%63=3",
            gives: "GET /x%26y?a=%41&b=x%26y&d=1&d=%26\nHost: b:81"
        ),
        Case(
            "a query that was not there",
            off + "rewrite: {query: {set: {a: \"1 2\"}}}",
            "GET /",
            gives: "GET /?a=1%202\nHost: b:81"
        ),
        Case(
            "all parameters removed",
            off + "rewrite: {query: {remove: a}}",
            "GET /?a=1&a",
            gives: "GET /\nHost: b:81"
        ),
        Case(
            "a query that would break the line",
            off,
            "GET /?a#b é",
            gives: "GET /?a%23b%20%C3%A9\nHost: b:81"
        ),
    ]

    @Test(arguments: paths + fields)
    func `the backend gets what the table says`(_ row: Case) throws {
        let table = try RoutingText.table(
            "\(row.top)\nbackends: {b: \"\(row.backend)\"}\nroutes: [{backend: b, \(row.route)}]"
        )
        let request = RoutingText.request(row.request, row.origin)
        switch Router(table).decide(request) {
        case .refused(let refusal): #expect("badRequest: " + refusal.reason == row.sent)
        case .matched(let selection):
            guard case .forward(let forward) = selection.route.action else {
                Issue.record("no forward")
                return
            }
            let target = try #require(forward.targets.first)
            let endpoint = try #require(target.backend.endpoints.first).url
            do throws(Refusal) {
                let sent = try RequestRewriting(table).request(
                    for: selection,
                    forward,
                    to: target,
                    at: endpoint
                )
                #expect(RoutingText.text(sent) == row.sent)
            } catch {
                #expect("badRequest: " + error.reason == row.sent)
            }
        }
    }
}
