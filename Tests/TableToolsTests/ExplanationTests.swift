import HTTPTypes
import Messages
import Routing
import TableTools
import Testing

struct ExplanationTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let method: String
        let url: String
        var fields: [String] = []
        var body: [UInt8]?
        var sourceIP: String?
        var isVerbose = false
        let text: String
    }

    @Test(arguments: [
        Case(
            testDescription: "a template's route shows its capture and the request as it is sent",
            method: "GET",
            url: "https://shop.example.com/orders/17?a=1",
            fields: ["accept: */*"],
            sourceIP: "192.0.2.7",
            text: """
                GET /orders/17?a=1

                routes, in the order in which they are tried:
                  ✓ order  matches
                  (1 route ruled out by host or path: --verbose lists them)

                route order (shop.yml:17:11)
                  {id} is `17`

                backend orders at http://10.0.1.10:8080
                  GET /v2/orders/17?a=1
                  Host: 10.0.1.10:8080
                  accept: */*
                  X-Forwarded-For: 192.0.2.7
                  X-Forwarded-Proto: https
                  X-Forwarded-Host: shop.example.com
                  X-Forwarded-Port: 443
                  Forwarded: for=192.0.2.7;host=shop.example.com;proto=https
                  x-order-id: 17
                  x-key: ${HOOK_SECRET}

                """
        ),
        Case(
            testDescription: "each route says which condition failed first, and on what",
            method: "DELETE",
            url: "/inside/x",
            fields: ["x-edge: 1"],
            isVerbose: true,
            text: """
                DELETE /inside/x

                routes, in the order in which they are tried:
                  ✗ hook             `path` is `/inside/x`, expected `/hooks/github`
                  ✗ order            `path` is `/inside/x`, expected `/orders/{id}`
                  ✗ inside (1 of 2)  `not` holds it off: `headers.x-edge` is `1`
                  ✗ inside (2 of 2)  `hosts` is not there, expected `inside.example.com`
                  ✗ old              `path` is `/inside/x`, expected beginning with `/old`
                  ✗ canary           `path` is `/inside/x`, expected beginning with `/users`
                  ✗ users            `path` is `/inside/x`, expected beginning with `/users`

                answer 404 (noRoute): no route matches

                """
        ),
        Case(
            testDescription: "a policy that refuses is the answer",
            method: "GET",
            url: "/inside",
            sourceIP: "192.0.2.7",
            text: """
                GET /inside

                routes, in the order in which they are tried:
                  ✓ inside (1 of 2)  matches
                  (2 routes ruled out by host or path: --verbose lists them)

                route inside (shop.yml:22:11)
                  ✗ allow: no block has 192.0.2.7

                answer 403 (forbidden): no block has 192.0.2.7

                """
        ),
        Case(
            testDescription: "weighted backends tell their shares, and what is asked of a body is left open",
            method: "POST",
            url: "/users/1?v=2",
            body: Array("{}".utf8),
            text: """
                POST /users/1?v=2

                routes, in the order in which they are tried:
                  ✓ canary  matches
                  (5 routes ruled out by host or path: --verbose lists them)

                route canary (shop.yml:31:11)

                backend users at http://10.0.1.20:8080, 9 of 10 requests
                backend usersNext at http://10.0.1.30:8080/next, 1 of 10 requests
                  POST /users/1?v=2
                  Host: 10.0.1.20:8080
                  X-Forwarded-Proto: https
                  X-Forwarded-Port: 443
                  Forwarded: for=unknown;proto=https
                  
                  {}

                """
        ),
        Case(
            testDescription: "a signature is not checked, but its absence is seen",
            method: "POST",
            url: "/hooks/github",
            fields: ["x-github-event: push"],
            text: """
                POST /hooks/github

                routes, in the order in which they are tried:
                  ✓ hook  matches

                route hook (shop.yml:10:11)
                  ? verify: needs `X-Hub-Signature-256`, which is not there

                backend build at http://10.0.3.7:8080
                  POST /hooks/github
                  Host: 10.0.3.7:8080
                  x-github-event: push
                  X-Forwarded-Proto: https
                  X-Forwarded-Port: 443
                  Forwarded: for=unknown;proto=https

                """
        ),
        Case(
            testDescription: "a control character of the client's does not reach the terminal",
            method: "GET",
            url: "/hooks/\u{1b}[31m",
            text: """
                GET /hooks/\u{fffd}[31m

                answer 400 (badRequest): the path has a control character

                """
        ),
    ])
    func `the text says what becomes of a request, and why`(_ example: Case) throws {
        let table = try Shop.table()
        let request = try Request(
            method: example.method,
            url: example.url,
            fields: example.fields,
            body: example.body,
            sourceIP: example.sourceIP
        )
        let text = ExplanationText(
            Explanation(request, table),
            isVerbose: example.isVerbose,
            secrecy: Shop.secrecy(table)
        )
        #expect(text.text == example.text)
    }

    @Test(arguments: ["GET", "POST", "DELETE"], ["", "x-github-event: push", "x-edge: 1"])
    func `what is tried ends where the decision does`(_ method: String, _ field: String) throws {
        let table = try Shop.table()
        let router = Router(table)
        for path in [
            "/", "/hooks/github", "/orders/1", "/orders", "/inside/a", "/old", "/users?v=2", "/users",
        ] {
            let fields = field.isEmpty ? [] : [field]
            let request = try Request(method: method, url: "https://a.example" + path, fields: fields)
            let winner = router.trials(of: request).trials.first { $0.outcome == .matched }
            switch router.decide(request) {
            case .matched(let selection): #expect(winner?.route.name == selection.route.name)
            case .refused: #expect(winner == nil)
            }
        }
    }

    @Test(arguments: [
        ("GET", "shop", "`shop` is no URL: it begins with neither `http(s)://` nor `/`"),
        ("G T", "/", "`G T` is no method"),
    ])
    func `what is no request is told`(_ method: String, _ url: String, _ reason: String) {
        let problem = #expect(throws: Request.Problem.self) { try Request(method: method, url: url) }
        #expect(problem?.reason == reason)
    }
}
