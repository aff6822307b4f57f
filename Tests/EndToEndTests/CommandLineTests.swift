import LocalGateway
import Testing

/// What the commands print and how they end, as a person or a CI job sees it.
@Suite(.timeLimit(.minutes(1)), .needsSwitchyard)
struct CommandLineTests {
    private struct Run: Sendable {
        let code: Int32
        let output: String
    }

    private func switchyard(_ arguments: String, in folder: TemporaryFolder) async throws -> Run {
        let file = "\(folder.path)/output"
        let process = try await ChildProcess.start(
            "/bin/sh",
            ["-c", "cd \"$0\" && \"$1\" \(arguments)", folder.path, Tools.switchyard],
            environment: [:],
            output: .file(path: file)
        )
        let code = await process.exitCode
        return Run(code: code, output: String(decoding: contents(of: file) ?? [], as: UTF8.self))
    }

    private static let good = """
        version: 1
        backends: {a: http://127.0.0.1:9}
        routes: [{name: one, match: {path: /}, backend: a}]

        """

    private static let bad = """
        version: 1
        backends: {orders: http://127.0.0.1:9}
        routes:
          - {name: one, match: {path: /}, backend: orders}
          - {name: two, match: {path: /2}, backend: order}

        """

    private static let problem = """
        bad.yml:5:45: error: there is no backend `order` [unknown-backend]
            5 |   - {name: two, match: {path: /2}, backend: order}
              |                                             ^~~~~
              = fix: did you mean `orders`?


        """

    struct Case: CustomTestStringConvertible {
        let arguments: String
        let code: Int32
        let output: String
        var testDescription: String { arguments }
    }

    @Test(arguments: [
        Case(arguments: "validate good.yml", code: 0, output: "1 table checked\n"),
        Case(arguments: "validate bad.yml", code: 1, output: problem + "1 table checked, 1 with errors\n"),
        Case(arguments: "validate .", code: 1, output: ""),
        Case(
            arguments: "validate bad.yml --format github",
            code: 1,
            output: "::error file=bad.yml,line=5,col=45,title=unknown-backend::"
                + "there is no backend `order` (did you mean `orders`?)\n"
        ),
        Case(
            arguments: "validate bad.yml --format json",
            code: 1,
            output: """
                [
                  {"severity": "error", "code": "unknown-backend", "message": "there is no backend `order`", \
                "file": "bad.yml", "line": 5, "column": 45, "endLine": 5, "endColumn": 50, \
                "fix": "did you mean `orders`?"}
                ]

                """
        ),
        Case(arguments: "local bad.yml", code: 1, output: problem),
        Case(arguments: "explain bad.yml GET /", code: 1, output: problem),
        Case(arguments: "explain good.yml GET /", code: 0, output: ""),
        Case(arguments: "explain good.yml GET /2", code: 1, output: ""),
        Case(
            arguments: "test good.yml",
            code: 0,
            output: "good.yml: 0 tests, passed; 0 of 1 routes reached\n  no test reaches `one`\n"
        ),
        Case(arguments: "test good.yml --min-coverage 1", code: 1, output: ""),
        Case(arguments: "print bad.yml", code: 1, output: problem),
        Case(arguments: "diff good.yml good.yml", code: 0, output: "no difference\n"),
        Case(arguments: "invoke good.yml --event good.yml --bootstrap /bin/false", code: 1, output: ""),
        Case(arguments: "--version", code: 0, output: "0.1.0\n"),
    ])
    func `a command prints what it found and ends accordingly`(_ row: Case) async throws {
        let run = try await TemporaryFolder.with { folder in
            try folder.write("good.yml", Self.good.utf8)
            try folder.write("bad.yml", Self.bad.utf8)
            return try await switchyard(row.arguments, in: folder)
        }
        #expect(run.code == row.code)
        if !row.output.isEmpty { #expect(run.output == row.output) }
    }

    @Test(arguments: [
        "validate no-such.yml", "validate empty", "validate", "local", "local no-such.yml", "nonsense",
        "local good.yml --port 99999", "local good.yml --front-end other", "validate good.yml --set X",
        "validate good.yml --env-file no-such", "sample-backend a", "sample-backend a=b",
        "local good.yml --bootstrap /no/such", "local good.yml --backend a", "local good.yml --concurrency 0",
        "local good.yml --backend a=http://h:1 --backend a=http://h:2",
        "local good.yml --function-timeout 1h",
        "local good.yml --response-mode streaming", "local good.yml --backend a=http://bad_host:x",
        "explain good.yml", "explain good.yml GET nowhere",
        "explain good.yml GET / --event good.yml", "explain good.yml --event no-such", "test empty",
        "test good.yml no-such.test.yml", "test good.yml --min-coverage 101", "print empty", "diff good.yml",
        "graph good.yml --format png", "validate good.yml --front-end other",
        "invoke good.yml --event no-such",
        "invoke good.yml --event good.yml --bootstrap /no/such",
    ])
    func `wrong usage ends with 64 and says what is right`(_ arguments: String) async throws {
        let run = try await TemporaryFolder.with { folder in
            try folder.makeFolder("empty")
            try folder.write("good.yml", Self.good.utf8)
            return try await switchyard(arguments, in: folder)
        }
        #expect(run.code == 64)
        #expect(run.output.contains("Error: "))
    }

    @Test(arguments: [
        ("", "\u{1b}[1mGET /\u{1b}[0m\r\n"), ("NO_COLOR=1", "GET /\r\n"),
        ("NO_COLOR=", "\u{1b}[1mGET /\u{1b}[0m\r\n"),
        ("TERM=dumb", "GET /\r\n"),
    ])
    func `colour shows on a terminal where it is wanted`(_ setting: String, _ line: String) async throws {
        let run = try await TemporaryFolder.with { folder in
            try folder.write("good.yml", Self.good.utf8)
            // `$1` is the program, as in every command line here.
            return try await switchyard(
                "--version >/dev/null; \(setting) script -qec \"$1 explain good.yml GET /\" /dev/null </dev/null",
                in: folder
            )
        }
        #expect(run.output.hasPrefix(line))
    }

    @Test func `an environment file is read as shells write it`() async throws {
        let run = try await TemporaryFolder.with { folder in
            try folder.write("dev.env", "# ours\n\n  export HOST='127.0.0.1' \nPORT=9\n".utf8)
            let table = "version: 1\nbackends: {a: \"http://${HOST}:${PORT}\"}\nroutes: [{backend: a}]\n"
            try folder.write("table.yml", table.utf8)
            return try await switchyard("validate table.yml --env-file dev.env", in: folder)
        }
        #expect(run.output == "1 table checked\n")
    }

    @Test func `problems show in colour on a terminal, and help keeps to its width`() async throws {
        let (findings, help) = try await TemporaryFolder.with { folder in
            try folder.write("bad.yml", Self.bad.utf8)
            let findings = try await switchyard(
                "--version >/dev/null; script -qec \"$1 validate bad.yml\" /dev/null </dev/null",
                in: folder
            )
            let help = try await switchyard(
                "--version >/dev/null; script -qec \"stty cols 60; $1 help local\" /dev/null </dev/null",
                in: folder
            )
            return (findings.output, help.output)
        }
        #expect(findings.hasPrefix("\u{1b}[1mbad.yml:5:45:\u{1b}[0m \u{1b}[31merror:\u{1b}[0m there is no"))
        #expect(findings.contains("\u{1b}[32m      = fix: did you mean `orders`?\u{1b}[0m"))
        let options = help.split(separator: "\r\n").drop { $0 != "OPTIONS:" }
        #expect(options.count > 10)
        #expect(options.allSatisfy { $0.count <= 60 })
    }

    @Test(arguments: [
        ("validate no-such.yml", "Error: `no-such.yml` can't be read: No such file or directory\n"),
        ("validate /dev/stdin", "Error: `/dev/stdin` is no file: save the table first\n"),
        ("print empty", "Error: there is no table (*.yml, *.yaml) in `empty`\n"),
        (
            "local good.yml --backend b=http://127.0.0.1:9",
            "Error: there is no backend `b` for --backend: there are a\n"
        ),
    ])
    func `what is not there is named, and no more is said`(_ arguments: String, _ text: String) async throws {
        let run = try await TemporaryFolder.with { folder in
            try folder.makeFolder("empty")
            try folder.write("good.yml", Self.good.utf8)
            return try await switchyard(arguments, in: folder)
        }
        #expect(run.code == 64)
        #expect(run.output == text)
    }

    /// Of 10 MB: the debug build takes seconds for a tenth of it, so that the table has few routes with long values.
    @Test func `a table of 10 MB is read, and a pipe that closes early ends it`() async throws {
        let run = try await TemporaryFolder.with { folder in
            let value = String(repeating: "x", count: 9_000)
            let routes = (0..<1200).map {
                "  - {name: r\($0), match: {path: /\($0)}, respond: {status: 200, body: \(value)}}\n"
            }
            try folder.write("big.yml", ("version: 1\nroutes:\n" + routes.joined()).utf8)
            return try await switchyard("print big.yml | head -n 1", in: folder)
        }
        #expect(run.code == 0)
        #expect(run.output == "version: 1\n")
    }

    @Test func `a closed pipe ends it without a word`() async throws {
        let run = try await TemporaryFolder.with { folder in
            try await switchyard("schema | head -c 1 >/dev/null", in: folder)
        }
        #expect(run.code == 0)
        #expect(run.output.isEmpty)
    }

    @Test func `the committed schema is the one that the program prints`() async throws {
        let printed = try await TemporaryFolder.with { try await switchyard("schema", in: $0) }
        let committed = contents(of: Tools.packageFolder + "/docs/route-table.schema.json") ?? []
        let isCurrent = printed.output == String(decoding: committed, as: UTF8.self)
        #expect(isCurrent, "run `make schema`")
    }

    @Test func `the example table holds`() async throws {
        let example = Tools.packageFolder + "/routes/example.yml"
        let run = try await TemporaryFolder.with { try await switchyard("validate \(example)", in: $0) }
        #expect(run.output == "1 table checked\n")
        #expect(run.code == 0)
    }
}
