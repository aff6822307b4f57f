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
    private static let off = "forwarded: off, "

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

    static let fields = [
        Case(
            "order and repeats",
            off,
            "POST /\nB: 1\na: 2\nB: 3\nHost: x",
            gives: "POST /\nHost: b:81\nB: 1\na: 2\nB: 3"
        ),
        Case(
            "fields of the connection",
            off,
            "GET /\nConnection: close, X-A,x-b\nx-a: 1\nX-B: 2\nx-c: 3\nTE: trailers\nKeep-Alive: 1\nUpgrade: h2c\nTrailer: x\nTransfer-Encoding: chunked\nProxy-Authorization: p\nProxy-Connection: p\nProxy: p\nExpect: 100-continue\nContent-Length: 5",
            gives: "GET /\nHost: b:81\nx-c: 3"
        ),
        Case(
            "what the table sets can't be stripped",
            off + "requestHeaders: {set: {x-a: t}, setIfAbsent: {x-b: t}}",
            "GET /\nConnection: x-a, x-b\nx-a: c\nx-b: c",
            gives: "GET /\nHost: b:81\nx-a: t\nx-b: c"
        ),
        Case(
            "X-Forwarded can't be stripped",
            "forwarded: append",
            "GET /\nHost: h\nConnection: x-forwarded-for, forwarded\nX-Forwarded-For: 1.1.1.1",
            gives:
                "GET /\nHost: b:81\nX-Forwarded-For: 1.1.1.1, 203.0.113.7\nX-Forwarded-Proto: https\nX-Forwarded-Host: h\nX-Forwarded-Port: 443\nForwarded: for=203.0.113.7;host=h;proto=https"
        ),
        Case(
            "the trace can't be stripped: Lambda made it, or the front end",
            off,
            "GET /\nConnection: x-amzn-trace-id, traceparent\nX-Amzn-Trace-Id: Root=1-2-3\ntraceparent: 00-1",
            gives: "GET /\nHost: b:81\nX-Amzn-Trace-Id: Root=1-2-3"
        ),
        Case(
            "the caller is not named twice",
            "forwarded: append",
            "GET /\nHost: h\nX-Forwarded-For: 1.1.1.1, 203.0.113.7\nX-Forwarded-Proto: http\nForwarded: for=1.1.1.1",
            gives:
                "GET /\nHost: b:81\nX-Forwarded-For: 1.1.1.1, 203.0.113.7\nX-Forwarded-Proto: http\nForwarded: for=1.1.1.1, for=203.0.113.7;host=h;proto=https\nX-Forwarded-Host: h\nX-Forwarded-Port: 443"
        ),
        Case(
            "replaced",
            "",
            "GET /\nHost: h.:8443\nX-Forwarded-For: 1.1.1.1\nx_forwarded_for: 1.1.1.1\nForwarded: for=x\nX-Forwarded-Port: 1",
            gives:
                "GET /\nHost: b:81\nX-Forwarded-For: 203.0.113.7\nX-Forwarded-Proto: https\nX-Forwarded-Host: h:8443\nX-Forwarded-Port: 443\nForwarded: for=203.0.113.7;host=\"h:8443\";proto=https"
        ),
        Case(
            "replaced, from IPv6",
            "",
            "GET /",
            gives:
                "GET /\nHost: b:81\nX-Forwarded-For: 2001:db8::1\nX-Forwarded-Proto: http\nX-Forwarded-Host: d\nX-Forwarded-Port: 80\nForwarded: for=\"[2001:db8::1]\";host=d;proto=http",
            origin: RequestOrigin(scheme: "http", domainName: "d", sourceAddress: IPAddress("2001:db8::1"))
        ),
        Case(
            "off",
            off,
            "GET /\nX-Forwarded-For: 1.1.1.1\nx_forwarded_for: 2",
            gives: "GET /\nHost: b:81\nX-Forwarded-For: 1.1.1.1\nx_forwarded_for: 2"
        ),
        Case(
            "spellings with `_` of what the table sets",
            off + "requestHeaders: {set: {x-order-id: t}}",
            "GET /\nx_order_id: c\nX-Order_Id: c\ny_z: 1",
            gives: "GET /\nHost: b:81\ny_z: 1\nx-order-id: t"
        ),
        Case(
            "changes",
            off
                + "match: {path: \"/{id}\"}, requestHeaders: {set: {a: \"{id}\"}, add: {b: [\"1\", \"{request.method}\"]}, remove: [c], setIfAbsent: {d: \"x\", e: \"{{{route.name}\"}}",
            "PUT /a%20b\nA: 0\nb: 0\nc: 0\nd: 0\nA: 1",
            gives: "PUT /a%20b\nHost: b:81\na: a b\nb: 0\nd: 0\nb: 1\nb: PUT\ne: {route-1"
        ),
        Case(
            "the request's values",
            off
                + "requestHeaders: {set: {v: \"{request.id} {request.host} {request.path} {request.sourceIp}\"}}",
            "GET /a%20b\nHost: H.Example.:80",
            gives: "GET /a%20b\nHost: b:81\nv: id-1 h.example /a%20b 203.0.113.7"
        ),
        Case(
            "a control in a header",
            off
                + "match: {path: {regex: '/(?<n>.*)'}, headers: {t: {regex: '(?<x>.*)'}}}, requestHeaders: {set: {v: \"{x}\"}}",
            "GET /\nt: a\tb",
            gives: "badRequest: a control character would stand in the header `v`"
        ),
        Case(
            "identity",
            off,
            "GET /\nx-user: forged\nx_user: forged\nConnection: x-user",
            gives: "GET /\nHost: b:81\nx-user: me",
            top: "identity: {x-user: claims.sub, x-none: claims.none}",
            origin: RequestOrigin(identity: ["claims.sub": "me"])
        ),
        Case(
            "Via",
            off + "via: true",
            "GET /\nVia: 1.1 other",
            gives: "GET /\nHost: b:81\nVia: 1.1 other\nVia: 1.1 switchyard"
        ),
        Case(
            "the client's host",
            off + "hostHeader: preserve",
            "GET /\nHost: H.example.:80",
            gives: "GET /\nHost: H.example:80"
        ),
        Case(
            "the front end's host",
            off + "hostHeader: preserve",
            "GET /",
            gives: "GET /\nHost: front.example"
        ),
        Case(
            "a literal host",
            off + "hostHeader: c.example",
            "GET /\nHost: h",
            gives: "GET /\nHost: c.example"
        ),
        Case(
            "a rewritten host",
            off + "match: {path: \"/{t}\"}, rewrite: {host: \"{t}.internal\"}",
            "GET /acme\nHost: h",
            gives: "GET /acme\nHost: acme.internal"
        ),
        Case(
            "a host that is none",
            off + "match: {path: \"/{t}\"}, rewrite: {host: \"{t}.internal\"}",
            "GET /a@b\nHost: h",
            gives: "badRequest: the rewritten host would be none"
        ),
        Case(
            "two hosts",
            off,
            "GET /\nHost: a\nhost: b",
            gives: "badRequest: the request has two `Host` fields"
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

/// Requests and tables as text.
enum RoutingText {
    static func table(_ text: String) throws -> RouteTable {
        try RouteTable.load(Array("version: 1\n\(text)\n".utf8), named: "t.yml", variables: Variables([:]))
    }

    /// A request from its first line, `METHOD target`, and its fields.
    static func request(_ text: String, _ origin: RequestOrigin) -> Request {
        let lines = text.split(separator: "\n")
        let words = (lines.first ?? "").split(separator: " ", maxSplits: 1)
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var request = Request(
            id: "id-1",
            method: HTTPRequest.Method(String(words[0])) ?? .get,
            path: RawPath(String(target[0])),
            query: target.count > 1 ? String(target[1]) : nil,
            origin: origin
        )
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            guard let name = FieldName(String(parts[0])) else { continue }
            request.fields.append(Field(name: name, value: String(parts[1])))
        }
        return request
    }

    static func text(_ request: OutgoingRequest) -> String {
        "\(request.method.rawValue) \(request.target)" + text(request.fields)
    }

    static func text(_ fields: Fields) -> String {
        fields.map { "\n\($0.name.rawName): \($0.value)" }.joined()
    }
}
