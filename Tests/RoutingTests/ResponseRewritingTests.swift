import Messages
import Testing

@testable import Routing

struct ResponseRewritingTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let route: String
        let request: String
        /// The backend's fields; for redirects and answers of ours nothing.
        let answer: String
        /// The client's status and fields.
        let response: String
        let top: String
        let origin: RequestOrigin

        init(
            _ description: String,
            _ route: String,
            _ request: String,
            _ answer: String = "",
            gives response: String,
            top: String = "",
            origin: RequestOrigin = RequestOrigin()
        ) {
            testDescription = description
            (self.route, self.request, self.answer, self.response) = (route, request, answer, response)
            (self.top, self.origin) = (top, origin)
        }
    }

    private static let prefixed =
        "backend: b, match: {path: {prefix: /app}}, rewrite: {path: {replacePrefix: /x}}"
    private static let mounted =
        "backend: based, match: {path: {prefix: /app}}, rewrite: {path: {replacePrefix: /}}"

    private static let restAPI = RequestOrigin(
        domainName: "x.execute-api.eu-west-1.amazonaws.com",
        stage: "dev",
        isStageRemoved: true
    )

    static let cases = [
        Case(
            "fields of the connection",
            "backend: b",
            "GET /\nHost: h",
            "A: 1\nConnection: x, keep-alive\nx: 1\nTransfer-Encoding: chunked\nProxy-Authenticate: p\nA: 2\nset-cookie: a\nset-cookie: b",
            gives: "200\nA: 1\nA: 2\nset-cookie: a\nset-cookie: b"
        ),
        Case(
            "changes",
            "backend: b, match: {path: \"/{id}\"}, responseHeaders: {set: {a: \"{id}\"}, remove: [server], setIfAbsent: {d: \"1\"}}",
            "GET /7\nHost: h",
            "Server: s\na: 1\na: 2",
            gives: "200\na: 7\nd: 1"
        ),
        Case(
            "Via",
            "backend: b, via: true",
            "GET /\nHost: h",
            "a: 1",
            gives: "200\na: 1\nVia: 1.1 switchyard"
        ),
        Case(
            "the backend's origin",
            "backend: b",
            "GET /\nHost: h",
            "location: http://b:81/a?b#c",
            gives: "200\nlocation: https://h/a?b#c"
        ),
        Case(
            "its case",
            "backend: b",
            "GET /\nHost: h",
            "location: HTTP://B:81",
            gives: "200\nlocation: https://h/"
        ),
        Case(
            "without scheme",
            "backend: b",
            "GET /\nHost: h",
            "location: //b:81/a",
            gives: "200\nlocation: https://h/a"
        ),
        Case(
            "another port",
            "backend: b",
            "GET /\nHost: h",
            "location: http://b:82/a",
            gives: "200\nlocation: http://b:82/a"
        ),
        Case(
            "another host",
            "backend: b",
            "GET /\nHost: h",
            "location: http://b:81.evil/a",
            gives: "200\nlocation: http://b:81.evil/a"
        ),
        Case(
            "user info is another host",
            "backend: b",
            "GET /\nHost: h",
            "location: http://b:81@evil/",
            gives: "200\nlocation: http://b:81@evil/"
        ),
        Case(
            "a public port",
            "backend: b",
            "GET /\nHost: h:8080",
            "location: http://b:81/a",
            gives: "200\nlocation: http://h:8080/a",
            origin: RequestOrigin(scheme: "http", port: 8080)
        ),
        Case(
            "preserved",
            "backend: b, preserveLocation: true",
            "GET /\nHost: h",
            "location: http://b:81/a",
            gives: "200\nlocation: http://b:81/a"
        ),
        Case(
            "a replaced prefix",
            prefixed,
            "GET /app/1\nHost: h",
            "location: http://b:81/x/2",
            gives: "200\nlocation: https://h/app/2"
        ),
        Case(
            "a replaced prefix in a path",
            prefixed,
            "GET /app/1\nHost: h",
            "location: /x",
            gives: "200\nlocation: /app"
        ),
        Case("another path", prefixed, "GET /app/1\nHost: h", "location: /xy", gives: "200\nlocation: /xy"),
        Case(
            "a relative path",
            prefixed,
            "GET /app/1\nHost: h",
            "location: x/2",
            gives: "200\nlocation: x/2"
        ),
        Case(
            "a base path",
            mounted,
            "GET /app/1\nHost: h",
            "location: http://c/base/login",
            gives: "200\nlocation: https://h/app/login"
        ),
        Case(
            "outside the base path",
            mounted,
            "GET /app/1\nHost: h",
            "location: /other",
            gives: "200\nlocation: /other"
        ),
        Case(
            "two slashes",
            mounted,
            "GET /app/1\nHost: h",
            "location: http://c/base//evil.example",
            gives: "200\nlocation: https://h/app//evil.example"
        ),
        Case(
            "the stage",
            "backend: b, match: {path: /a}",
            "GET /dev/a",
            "location: /c",
            gives: "200\nlocation: /dev/c",
            origin: RequestOrigin(
                domainName: "x.execute-api.eu-west-1.amazonaws.com",
                stage: "dev",
                isStageInPath: true
            )
        ),
        Case(
            "the stage that the front end took away",
            "backend: b, match: {path: /a}",
            "GET /a\nHost: x.execute-api.eu-west-1.amazonaws.com",
            "location: /c",
            gives: "200\nlocation: /dev/c",
            origin: restAPI
        ),
        Case(
            "the stage that the front end took away, and another host",
            "backend: b, match: {path: /a}",
            "GET /a\nHost: h",
            "location: /c",
            gives: "200\nlocation: /c",
            origin: restAPI
        ),
        Case(
            "a redirect below the stage that the front end took away",
            "redirect: {path: /b}",
            "GET /a\nHost: x.execute-api.eu-west-1.amazonaws.com",
            gives: "302\nLocation: https://x.execute-api.eu-west-1.amazonaws.com/dev/b",
            origin: restAPI
        ),
        Case(
            "a redirect",
            "redirect: {host: www.example}",
            "GET /a%20b?q=1\nHost: h",
            gives: "302\nLocation: https://www.example/a%20b?q=1"
        ),
        Case(
            "a redirect's scheme",
            "redirect: {scheme: https, status: 301}",
            "GET /a\nHost: h",
            gives: "301\nLocation: https://h/a",
            origin: RequestOrigin(scheme: "http", port: 80)
        ),
        Case(
            "a redirect's own port",
            "redirect: {path: /b}",
            "GET /a\nHost: h:8443",
            gives: "302\nLocation: https://h:8443/b",
            origin: RequestOrigin(port: 8443)
        ),
        Case(
            "a redirect's port",
            "redirect: {port: 444}",
            "GET /a\nHost: h",
            gives: "302\nLocation: https://h:444/a"
        ),
        Case(
            "a redirect's prefix",
            "match: {path: {prefix: /old}}, redirect: {path: {replacePrefix: /new}, status: 308}",
            "PUT /old/x?y\nHost: h",
            gives: "308\nLocation: https://h/new/x?y"
        ),
        Case("a redirect without host", "redirect: {path: /b}", "GET /a", gives: "302\nLocation: /b"),
        Case(
            "a redirect that begins with two slashes is none",
            "match: {path: \"/{r+}\"}, redirect: {path: \"/{r}\"}",
            "GET /a//b",
            gives: "302\nLocation: /a//b",
            top: "pathPolicy: {doubleSlash: keep}"
        ),
        Case(
            "nor with the path itself",
            "redirect: {status: 303, port: 444}",
            "GET //evil.example/",
            gives: "303\nLocation: /evil.example/",
            top: "pathPolicy: {doubleSlash: keep}"
        ),
        Case(
            "an answer",
            "match: {path: \"/{id}\"}, respond: {status: 410, headers: {x: \"{id}\"}, body: \"gone {id}\"}, responseHeaders: {set: {y: \"1\"}}",
            "GET /7",
            gives: "410\nx: 7\nContent-Type: text/plain; charset=utf-8\ny: 1\n\ngone 7"
        ),
    ]

    @Test(arguments: cases)
    func `the client gets what the table says`(_ row: Case) throws {
        let backends = "backends: {b: \"http://b:81\", based: \"http://c/base\"}"
        let table = try RoutingText.table("\(row.top)\n\(backends)\nroutes: [{\(row.route)}]")
        let request = RoutingText.request(row.request, row.origin)
        guard case .matched(let selection) = Router(table).decide(request) else {
            Issue.record("no match")
            return
        }
        let response = try ResponseRewritingTests.response(
            table,
            selection,
            RoutingText.request("GET /\n" + row.answer, row.origin).fields
        )
        let body = response.body.isEmpty ? "" : "\n\n" + String(decoding: response.body, as: UTF8.self)
        #expect("\(response.status)" + RoutingText.text(response.fields) + body == row.response)
    }

    private static func response(_ table: RouteTable, _ selection: Selection, _ fields: Fields) throws
        -> Response
    {
        let rewriting = ResponseRewriting(table)
        switch selection.route.action {
        case .redirect(let redirect): return try rewriting.response(to: selection, redirect)
        case .respond(let respond): return try rewriting.response(to: selection, respond)
        case .forward(let forward):
            let target = try #require(forward.targets.first)
            let endpoint = try #require(target.backend.endpoints.first).url
            let sent = try RequestRewriting(table).request(for: selection, forward, to: target, at: endpoint)
            return try rewriting.response(
                from: Response(status: 200, fields: fields),
                for: selection,
                forward,
                from: target,
                at: endpoint,
                sent: sent
            )
        }
    }
}
