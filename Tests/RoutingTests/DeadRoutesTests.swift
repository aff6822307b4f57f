import Routing
import Testing

struct DeadRoutesTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        /// Each in one line: the `match` of the routes from `a` on.
        let matches: [String]
        /// Code and message of each finding.
        let findings: [String]

        init(_ description: String, _ matches: [String], _ findings: [String] = []) {
            testDescription = description
            self.matches = matches
            self.findings = findings
        }

        /// The last route is dead.
        init(_ description: String, _ matches: [String], dead cover: String) {
            let name = ["a", "b", "c", "d", "e"][matches.count - 1]
            self.init(
                description,
                matches,
                ["dead-route: route `\(name)` can never match: \(cover) every request of it"]
            )
        }
    }

    static let cases = [
        Case("equal exact paths", ["{path: /x}", "{path: /x}"], dead: "route `a` above takes"),
        Case(
            "a prefix over an exact path",
            ["{path: {prefix: /x}}", "{path: /x/y}"],
            dead: "route `a` above takes"
        ),
        Case("a prefix is no string", ["{path: {prefix: /x}}", "{path: /xy}"]),
        Case(
            "a template over an exact path",
            ["{path: \"/x/{id}\"}", "{path: /x/me}"],
            dead: "route `a` above takes"
        ),
        Case("the exact path first", ["{path: /x/me}", "{path: \"/x/{id}\"}"]),
        Case(
            "templates of other names",
            ["{path: \"/x/{a}\"}", "{path: \"/x/{b}\"}"],
            dead: "route `a` above takes"
        ),
        Case("a template has no empty segment", ["{path: \"/x/{id}\"}", "{path: /x/}"]),
        Case("the rest is one segment at least", ["{path: \"/x/{rest+}\"}", "{path: {prefix: /x}}"]),
        Case(
            "path and rest make a prefix",
            ["{path: /x}", "{path: /x/}", "{path: \"/x/{rest+}\"}", "{path: {prefix: /x}}"],
            dead: "routes `a`, `b`, `c` above take together"
        ),
        Case(
            "root and rest make all",
            ["{path: /}", "{path: \"/{rest+}\"}", "{methods: [GET]}"],
            dead: "routes `a`, `b` above take together"
        ),
        Case(
            "methods add up",
            [
                "{path: /x, methods: [GET]}", "{path: /x, methods: [POST]}",
                "{path: /x, methods: [GET, POST]}",
            ],
            dead: "routes `a`, `b` above take together"
        ),
        Case(
            "methods do not make any method",
            ["{path: /x, methods: [GET, HEAD, POST, PUT, DELETE]}", "{path: /x}"]
        ),
        Case(
            "one method of two",
            ["{path: /x, methods: [GET]}", "{path: /x, methods: [GET, POST]}"],
            [
                "partly-covered: route `b` never gets the method `GET`: route `a` above takes every such request"
            ]
        ),
        Case(
            "present and absent make any",
            [
                "{path: /x, headers: {h: {present: true}}}", "{path: /x, headers: {h: {present: false}}}",
                "{path: /x}",
            ],
            dead: "routes `a`, `b` above take together"
        ),
        Case(
            "a header's value is present",
            ["{headers: {h: {present: true}}}", "{headers: {H: \"1\"}}"],
            dead: "route `a` above takes"
        ),
        Case("a value is not any", ["{headers: {h: \"1\"}}", "{headers: {h: {present: true}}}"]),
        Case("a query parameter is no header", ["{query: {h: \"1\"}}", "{headers: {h: \"1\"}}"]),
        Case(
            "a query's value is present",
            ["{query: {q: {present: true}}}", "{path: /a, query: {q: \"1\"}}"],
            dead: "route `a` above takes"
        ),
        Case(
            "a wildcard over a host",
            ["{hosts: \"*.x.org\"}", "{hosts: a.b.x.org, path: /a}"],
            dead: "route `a` above takes"
        ),
        Case("a wildcard is not its name", ["{hosts: \"*.x.org\"}", "{hosts: x.org}"]),
        Case("a wildcard has more names", ["{hosts: [a.x.org, b.x.org]}", "{hosts: \"*.x.org\"}"]),
        Case(
            "one host of two",
            ["{hosts: x.org}", "{hosts: [x.org, y.org]}"],
            [
                "partly-covered: route `b` never gets the host `x.org`: route `a` above takes every such request"
            ]
        ),
        Case("a route for a host leaves the others", ["{hosts: x.org}", "{path: /x}"]),
        Case(
            "equal regexes",
            ["{path: {regex: '/a.*'}}", "{path: {regex: '/a.*'}, methods: GET}"],
            dead: "route `a` above takes"
        ),
        Case("other regexes say nothing", ["{path: {regex: '.*'}}", "{path: {regex: '/a.*'}}"]),
        Case(
            "all paths cover a regex",
            ["{path: {prefix: /}}", "{path: {regex: '/a.*'}}"],
            dead: "route `a` above takes"
        ),
        Case("a regex covers no path", ["{path: {regex: '.*'}}", "{path: /a}"]),
        Case("`not` says nothing", ["{not: {path: /b}}", "{path: /a}"]),
        Case(
            "equal `not`",
            ["{not: {path: /b}}", "{path: /a, not: {path: /b}}"],
            dead: "route `a` above takes"
        ),
        Case(
            "a larger block",
            ["{sourceIps: [10.0.0.0/8]}", "{sourceIps: [10.1.0.0/16], path: /a}"],
            dead: "route `a` above takes"
        ),
        Case("a block is not everybody", ["{sourceIps: [0.0.0.0/0, \"::/0\"]}", "{path: /a}"]),
        Case(
            "one alternative of two",
            ["{path: /x}", "[{path: /x}, {path: /y}]"],
            [
                "dead-alternative: this alternative of route `b` can never match: route `a` above takes every request of it"
            ]
        ),
        Case(
            "an alternative of its own route",
            ["[{path: {prefix: /x}}, {path: /x/y}]"],
            [
                "dead-alternative: this alternative of route `a` can never match: route `a` above takes every request of it"
            ]
        ),
        Case(
            "all alternatives",
            ["{path: {prefix: /x}}", "[{path: /x}, {path: /x/y}]"],
            dead: "route `a` above takes"
        ),
        Case(
            "two prefixes",
            ["{path: {prefix: /x}}", "{path: {prefix: /x/y}}"],
            dead: "route `a` above takes"
        ),
        Case(
            "a trailing slash in a prefix",
            ["{path: {prefix: /x/}}", "{path: /x}"],
            dead: "route `a` above takes"
        ),
        Case("other spellings of a path", ["{path: /~x}", "{path: /%7ex}"], dead: "route `a` above takes"),
    ]

    @Test(arguments: cases)
    func `a route that can never match is found, and no other`(_ row: Case) {
        #expect(DeadRoutesTests.findings(row.matches, order: "file") == row.findings)
    }

    @Test
    func `above means tried before`() {
        let matches = [
            "{path: {prefix: /x}}", "{path: /x/y}", "{path: \"/x/{id}\"}", "{path: \"/x/{other}\"}",
        ]
        #expect(
            DeadRoutesTests.findings(matches, order: "specificity") == [
                "dead-route: route `d` can never match: route `c` above takes every request of it"
            ]
        )
    }

    private static func findings(_ matches: [String], order: String) -> [String] {
        let names = ["a", "b", "c", "d", "e"]
        let routes = zip(names, matches).map { "  - {name: \($0), match: \($1), respond: {status: 200}}\n" }
            .joined()
        let text = "version: 1\nmatchOrder: \(order)\nroutes:\n\(routes)"
        let diagnostics: [Diagnostic]
        do throws(RejectedTable) {
            diagnostics = try RouteTable.load(Array(text.utf8), named: "t.yml", variables: Variables([:]))
                .warnings
        } catch {
            diagnostics = error.diagnostics
        }
        return diagnostics.filter { $0.code != .catchAllNotLast }.map { "\($0.code.rawValue): \($0.message)" }
    }
}
