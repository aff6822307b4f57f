import Messages
import Routing
import Testing

/// What a table means once its files, variables and levels are put together.
@Suite struct TableLoadingTests {
    private static func load(
        _ texts: [String: String],
        _ values: [String: String] = [:],
        allowsUnset: Bool = false
    ) throws -> RouteTable {
        let variables = Variables(values, allowsUnset: allowsUnset)
        return try RouteTable.load(path: "routes.yml", files: .memory(texts), variables: variables)
    }

    private static func load(_ text: String, _ values: [String: String] = [:]) throws -> RouteTable {
        try load(["routes.yml": "version: 1\n" + text], values)
    }

    private static func target(_ table: RouteTable, _ route: Int = 0) throws -> Target {
        guard case .forward(let forward) = table.routes[route].action else { throw Missing() }
        return try #require(forward.targets.first)
    }

    private struct Missing: Error {}

    @Test(.timeLimit(.minutes(1)), arguments: ["\n", "\r\n", "\r"])
    func `a tab behind a colon is no indentation, however lines end`(_ end: String) throws {
        let lines = [
            "version: 1", "backends: {b: http://b}", "routes:", "  - name: a", "    backend:\tb", "",
        ]
        let text = Array(lines.joined(separator: end).utf8)
        let table = try RouteTable.load(text, named: "t.yml", variables: Variables([:]))
        #expect(table.warnings.filter { $0.code != .carriageReturns } == [])
    }

    @Test func `later levels win key by key`() throws {
        let table = try TableLoadingTests.load(
            """
            defaults:
              timeouts: {connect: 500ms, request: 10s}
              retry: {attempts: 2, on: [reset]}
              hostHeader: preserve
              allow: {sourceIps: [10.0.0.0/8]}
            backends:
              a: {url: "http://a", timeouts: {connect: 0s}, retry: {backoff: 1s}, hostHeader: a.internal}
            routes:
              - {match: {path: /1}, backend: a, timeouts: {backendRequest: 3s}, retry: {on: timeout}}
              - {match: {path: /2}, backend: a, hostHeader: backend, allow: {sourceIps: [192.0.2.1]}}
            """
        )
        let first = try TableLoadingTests.target(table)
        #expect(first.timeouts == Timeouts(connect: nil, backendRequest: .seconds(3), request: .seconds(10)))
        #expect(first.retry == Retry(attempts: 2, on: [.timeout], backoff: .seconds(1)))
        #expect(first.hostHeader == .literal("a.internal"))
        #expect(try TableLoadingTests.target(table, 1).hostHeader == .backend)
        #expect(
            table.routes.map { $0.policies.allow?.sourceIps.map(\.description) } == [
                ["10.0.0.0/8"], ["192.0.2.1/32"],
            ]
        )
    }

    @Test func `without settings the standard ones hold`() throws {
        let table = try TableLoadingTests.load("backends: {a: \"http://a\"}\nroutes: [{backend: a}]")
        let target = try TableLoadingTests.target(table)
        #expect(target.timeouts == Timeouts(connect: .seconds(1), backendRequest: nil, request: nil))
        #expect(target.retry == nil)
        #expect(target.hostHeader == .backend)
        #expect(target.backend.keepAlive == .seconds(30))
        #expect(table.deadlineMargin == .milliseconds(100))
        #expect(table.routes[0].name == "route-1")
        #expect(table.routes[0].matches.count == 1)
    }

    @Test func `header actions add up, and a later level wins for its names`() throws {
        let table = try TableLoadingTests.load(
            """
            defaults: {requestHeaders: {remove: [x-a, x-b], set: {x-c: default}}}
            backends:
              a: {url: "http://a", requestHeaders: {set: {X-A: backend}, add: {x-d: [one, two]}}}
            routes:
              - {backend: a, requestHeaders: {remove: x-d, setIfAbsent: {X-C: route}}}
            """
        )
        let changes = try TableLoadingTests.target(table).requestHeaders.changes
        #expect(
            changes.map { "\($0.name.canonicalName) \(TableLoadingTests.text($0.action))" } == [
                "x-b remove", "x-a set backend", "x-d remove", "x-c setIfAbsent route",
            ]
        )
    }

    private static func text(_ action: HeaderChanges.Action) -> String {
        switch action {
        case .set(let template): "set \(template.literalText ?? "?")"
        case .add(let templates): "add \(templates.map { $0.literalText ?? "?" })"
        case .remove: "remove"
        case .setIfAbsent(let template): "setIfAbsent \(template.literalText ?? "?")"
        }
    }

    @Test func `included routes come first, and own backends replace included ones whole`() throws {
        let table = try TableLoadingTests.load([
            "routes.yml": """
            version: 1
            include: [b.yml, "teams/*.yml", routes.yml, b.yml]
            backends: {a: "http://own"}
            routes: [{name: own, backend: a}]
            tests: [{request: {}, expect: {route: own}}]
            """,
            "b.yml":
                "backends: {a: {url: \"http://b\", hostHeader: preserve}}\nroutes: [{match: {path: /b}, backend: a}]",
            "teams/2.yml": "routes: [{name: two, match: {path: /2}, backend: a}]",
            "teams/10.yml": "routes: [{name: ten, match: {path: /10}, backend: a}]",
            "teams/.hidden.yml": "version: 2",
            "teams/t.test.yml": "tests: [{request: {}, expect: {route: two}}]",
        ])
        #expect(table.routes.map(\.name) == ["route-1", "ten", "two", "own"])
        #expect(try TableLoadingTests.target(table).backend.endpoints[0].url.host == "own")
        #expect(try TableLoadingTests.target(table).hostHeader == .backend)
        #expect(table.files == ["routes.yml", "b.yml", "teams/10.yml", "teams/2.yml", "teams/t.test.yml"])
        #expect(table.tests.map(\.name) == ["test-1", "test-2"])
    }

    @Test func `files of TLS are relative to the file that names them`() throws {
        let table = try TableLoadingTests.load([
            "routes.yml": "version: 1\ninclude: [x/b.yml]\nroutes: [{backend: b}]",
            "x/b.yml":
                "backends: {b: {url: \"https://b\", tls: {caFile: ca.pem, certificateFile: /etc/c.pem}}}",
        ])
        #expect(table.backends[0].tls == BackendTLS(caFile: "x/ca.pem", certificateFile: "/etc/c.pem"))
    }

    @Test(arguments: [
        ("${NAME}", "value", "${NAME}"), ("a-${NAME}-b", "a-value-b", "a-${NAME}-b"),
        ("${EMPTY:-x}", "x", "${EMPTY:-x}"),
        ("${EMPTY}", "", "${EMPTY}"), ("${UNSET:-}", "", "${UNSET:-}"), ("$${NAME}", "${NAME}", "$${NAME}"),
        ("$NAME", "$NAME", "$NAME"),
        ("$$${NAME}", "$${NAME}", "$$${NAME}"), ("${NAME}${NAME}", "valuevalue", "${NAME}${NAME}"),
        ("${BRACES}", "{a}: [", "${BRACES}"),
    ])
    func `a variable is text in its place`(written: String, text: String, shown: String) throws {
        var findings = Findings()
        let values = ["NAME": "value", "EMPTY": "", "BRACES": "{a}: ["]
        let source = SourceText(name: "x", text: "a: \"\(written)\"\n")
        let node = YAMLDocument.read(source, Variables(values), &findings)?["a"]
        #expect(node?.text == text)
        #expect(node?.shown == shown)
        #expect(findings.count == 0)
    }

    @Test func `what a variable holds is neither YAML nor a template nor a key`() throws {
        let table = try TableLoadingTests.load(
            """
            backends: {a: "http://a"}
            routes:
              - backend: a
                match: {path: "/${BRACES}/{id}"}
                requestHeaders: {set: {x-a: "${BRACES}{id}"}}
            """,
            ["BRACES": "{x}"]
        )
        guard case .set(let template) = try TableLoadingTests.target(table).requestHeaders.changes[0].action
        else { return }
        #expect(template.parts == [.literal("{x}"), .value(.capture("id"))])
        #expect(throws: RejectedTable.self) {
            try TableLoadingTests.load("\"${KEY}\": []", ["KEY": "routes"])
        }
    }

    @Test func `numbers and booleans may come from variables`() throws {
        let table = try TableLoadingTests.load(
            """
            backends: {a: {endpoints: [{url: "${URL}", weight: "${WEIGHT}"}], preconnect: "${YES}"}}
            routes: [{backend: a, timeouts: {request: "${TIME}"}}]
            """,
            ["WEIGHT": "3", "YES": "true", "TIME": "2s", "URL": "http://10.0.0.1"]
        )
        let target = try TableLoadingTests.target(table)
        #expect(target.backend.endpoints.map(\.weight) == [3])
        #expect(target.backend.endpoints.map(\.url.shown) == ["${URL}"])
        #expect(target.backend.preconnect)
        #expect(target.timeouts.request == .seconds(2))
    }

    @Test func `unset variables are tolerated where that is asked for`() throws {
        let text = """
            version: 1
            backends: {a: "${A_URL}", b: {url: "http://b:${PORT}", keepAlive: "${KEEP}"}}
            routes:
              - {match: {path: "${PATH_OF_A}", headers: {x: {regex: "${R}"}}}, backend: a}
              - {backend: "${WHICH}", verify: {preset: github, secret: "${SECRET}"}}
              - {match: {path: /b}, backend: b}
            """
        let table = try? TableLoadingTests.load(["routes.yml": text], allowsUnset: true)
        #expect(table?.backends.map(\.endpoints[0].url.shown) == ["${A_URL}", "http://b:${PORT}"])
        #expect(throws: RejectedTable.self) { try TableLoadingTests.load(["routes.yml": text]) }
    }

    @Test func `a secret never shows its value`() throws {
        let table = try TableLoadingTests.load(
            "backends: {a: \"http://a\"}\nroutes: [{backend: a, verify: {preset: github, secret: \"${S}\"}}]",
            ["S": "hunter2"]
        )
        let verify = try #require(table.routes[0].policies.verify)
        var dumped = ""
        dump(verify, to: &dumped)
        #expect(!"\(verify) \(String(reflecting: verify)) \(dumped)".contains("hunter2"))
        #expect(verify.secrets.map(\.source) == [.value("hunter2")])
    }

    @Test func `the hash tells sources apart, not what variables hold`() throws {
        let text = "backends: {a: \"${URL}\"}\nroutes: [{backend: a}]"
        let first = try TableLoadingTests.load(text, ["URL": "http://a"]).hash
        #expect(first.utf8.count == 16)
        #expect(try TableLoadingTests.load(text, ["URL": "http://b"]).hash == first)
        #expect(try TableLoadingTests.load(text + "\n", ["URL": "http://a"]).hash != first)
    }

    @Test func `anchors, aliases and merge keys are followed`() throws {
        let table = try TableLoadingTests.load(
            """
            backends:
              a: {url: "http://a", timeouts: &t {connect: 2s, request: 9s}}
              b: {url: "http://b", timeouts: {<<: *t, request: 3s}}
            routes: [{match: {path: /a}, backend: a}, {backend: b}]
            """
        )
        #expect(
            try TableLoadingTests.target(table, 1).timeouts
                == Timeouts(connect: .seconds(2), request: .seconds(3))
        )
    }

    @Test func `a table from memory finds its files by its folder`() throws {
        let files = TableFiles.memory(["/var/task/b.yml": "backends: {a: \"http://a\"}"])
        let bytes = Array("version: 1\ninclude: [b.yml]\nroutes: [{backend: a}]".utf8)
        let name = "http://localhost:2772/applications/x"
        let table = try RouteTable.load(
            bytes,
            named: name,
            folder: "/var/task",
            files: files,
            variables: Variables()
        )
        #expect(table.routes[0].place.description == "\(name):3:11")
        #expect(table.files == [name, "/var/task/b.yml"])
    }
}
