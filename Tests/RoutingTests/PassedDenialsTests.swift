import Routing
import Testing

struct PassedDenialsTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        /// Each in one line, named `a`, `b`, `c`.
        let routes: [String]
        /// The message; nil for silence.
        let message: String?
        let head: String

        init(_ description: String, _ routes: [String], _ message: String? = nil, head: String = "") {
            testDescription = description
            self.routes = routes
            self.message = message
            self.head = head
        }
    }

    private static let deny = "respond: {status: 403}"
    private static let all = "backend: x"
    private static let slash = "route `a` denies `/admin`, but `/admin/` goes to route `b`"

    static let cases = [
        Case("a slash at the end", ["match: {path: /admin}, \(deny)", all], slash),
        Case(
            "a slash too many",
            ["match: {path: /admin/}, \(deny)", all],
            "route `a` denies `/admin/`, but `/admin` goes to route `b`"
        ),
        Case(
            "a template",
            ["match: {path: \"/u/{id}\"}, \(deny)", all],
            "route `a` denies `/u/{id}`, but `/u/{id}/` goes to route `b`"
        ),
        Case("a regex without operators", ["match: {path: {regex: /admin}}, \(deny)", all], slash),
        Case("a regex with operators", ["match: {path: {regex: '/admin/?'}}, \(deny)", all]),
        Case("a prefix takes both", ["match: {path: {prefix: /admin}}, \(deny)", all]),
        Case("the rest takes both", ["match: {path: \"/admin/{rest+}\"}, \(deny)", all]),
        Case("both are denied", ["match: [{path: /admin}, {path: /admin/}], \(deny)", all]),
        Case(
            "another route denies the other",
            ["match: {path: /admin}, \(deny)", "match: {path: /admin/}, respond: {status: 404}", all]
        ),
        Case(
            "the other spelling is redirected",
            ["match: {path: /admin}, \(deny)", "match: {path: /admin/}, redirect: {path: /}", all]
        ),
        Case(
            "the other spelling has a route of its own",
            ["match: {path: /admin}, \(deny)", "match: {path: /admin/}, backend: x"]
        ),
        Case("the root has no other spelling", ["match: {path: /}, \(deny)", all]),
        Case("a file has no other spelling", ["match: {path: /robots.txt}, respond: {status: 404}", all]),
        Case("nothing is forwarded", ["match: {path: /admin}, \(deny)", "respond: {status: 200}"]),
        Case("an answer that denies nothing", ["match: {path: /admin}, respond: {status: 200}", all]),
        Case(
            "only what is above denies",
            ["match: {path: {prefix: /admin}}, backend: x", "match: {path: /x}, \(deny)"]
        ),
        Case(
            "another method is forwarded",
            ["match: {path: /admin, methods: DELETE}, \(deny)", "match: {methods: GET}, backend: x"]
        ),
        Case(
            "only one method is forwarded",
            ["match: {path: /admin}, \(deny)", "match: {methods: POST}, backend: x"],
            slash
        ),
        Case(
            "only one host is forwarded",
            ["match: {path: /admin}, \(deny)", "match: {hosts: \"*.x.org\"}, backend: x"],
            slash
        ),
        Case(
            "another host is forwarded",
            ["match: {path: /admin, hosts: y.org}, \(deny)", "match: {hosts: x.org}, backend: x"]
        ),
        Case(
            "outsiders are denied",
            ["match: {path: /admin, not: {sourceIps: 10.0.0.0/8}}, \(deny)", all],
            slash
        ),
        Case(
            "further conditions hold for both",
            ["match: {path: /admin, headers: {h: {prefix: a}}, query: {\"q&\": \"1 2\"}}, \(deny)", all],
            slash
        ),
        Case(
            "a header that has to be absent",
            ["match: {path: /admin, headers: {authorization: {present: false}}}, \(deny)", all],
            slash
        ),
        Case("a regex on a header", ["match: {path: /admin, headers: {h: {regex: a+}}}, \(deny)", all]),
        Case(
            "some addresses are let through",
            ["match: {path: /admin}, allow: {sourceIps: 10.0.0.0/8}, backend: x", all],
            "route `a` guards `/admin`, but `/admin/` goes to route `b`"
        ),
        Case(
            "some addresses, and another backend behind",
            ["match: {path: /admin}, allow: {sourceIps: 10.0.0.0/8}, backend: y", all]
        ),
        Case(
            "the other is guarded as well",
            ["match: {path: /admin}, \(deny)", "allow: {sourceIps: 10.0.0.0/8}, backend: x"]
        ),
        Case(
            "an encoded slash",
            ["match: {path: {prefix: /admin}}, \(deny)", all],
            "route `a` denies `/admin`, but `/admin%2F~any~` goes to route `b`",
            head: "pathPolicy: {encodedSlash: keep}"
        ),
        Case(
            "an encoded slash inside",
            ["match: {path: \"/a/{rest+}\"}, \(deny)", all],
            "route `a` denies `/a/{rest+}`, but `/a%2F{rest+}` goes to route `b`",
            head: "pathPolicy: {encodedSlash: keep}"
        ),
        Case(
            "a doubled slash",
            ["match: {path: {prefix: /admin}}, \(deny)", all],
            "route `a` denies `/admin`, but `//admin` goes to route `b`",
            head: "pathPolicy: {doubleSlash: keep}"
        ),
        Case(
            "the order that counts is the one in which routes are tried",
            [all, "match: {path: /admin}, \(deny)"],
            "route `b` denies `/admin`, but `/admin/` goes to route `a`",
            head: "matchOrder: specificity"
        ),
    ]

    @Test(arguments: cases)
    func `a denial that another spelling passes is said, and no other`(_ row: Case) {
        let routes = zip(["a", "b", "c"], row.routes).map { "  - {name: \($0), \($1)}\n" }.joined()
        let text =
            "version: 1\n\(row.head)\nbackends: {x: \"http://10.0.0.1\", y: \"http://10.0.0.2\"}\nroutes:\n\(routes)"
        let diagnostics: [Diagnostic]
        do throws(RejectedTable) {
            diagnostics = try RouteTable.load(Array(text.utf8), named: "t.yml", variables: Variables([:]))
                .warnings
        } catch {
            diagnostics = error.diagnostics
        }
        #expect(diagnostics.filter { $0.severity == .error } == [])
        #expect(
            diagnostics.filter { $0.code == .passedDenial }.map(\.message) == [row.message].compactMap { $0 }
        )
    }
}
