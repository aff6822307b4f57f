import Routing
import TableTools
import Testing

struct TableDifferenceTests {
    private static func side(_ text: String) throws -> TableDifference.Side {
        let table = try Shop.table(text)
        let files = Shop.files(text)
        return TableDifference.Side(
            table,
            EffectiveTable(table, files: files, variables: Shop.variables),
            Secrecy(of: table, files: files, variables: Shop.variables)
        )
    }

    private static let old = """
        version: 1
        backends: {a: "http://10.0.0.1", b: "http://10.0.0.2"}
        routes:
          - {name: first, match: {path: /first, methods: [GET, PUT]}, backend: a}
          - {name: report, match: {path: {regex: "/r/(?<year>[0-9]{4})-[a-z]+"}}, backend: a}
          - {name: second, match: {path: {prefix: /second}, hosts: "*.example.com"}, backend: a}
          - {name: third, match: {path: /third, headers: {x-a: {prefix: b}}}, backend: b}
        """
    private static let new = """
        version: 1
        stripStage: never
        backends: {a: "http://10.0.0.1", b: "http://10.0.0.3"}
        routes:
          - {name: third, match: {path: /third, headers: {x-a: {prefix: b}}}, backend: b}
          - {name: first, match: {path: /first, methods: [GET]}, backend: a, rewrite: {path: /one}}
          - {name: report, match: {path: {regex: "/r/(?<year>[0-9]{4})-[a-z]+"}}, backend: b}
          - {name: fourth, match: {path: {prefix: /second}}, respond: {status: 410}}
        """

    private static func difference() throws -> TableDifference {
        TableDifference(from: try side(old), to: try side(new))
    }

    @Test func `a change is shown by its routes and by requests`() throws {
        #expect(
            try TableDifferenceTests.difference().text(.plain) == """
                routes
                  + fourth
                  - second
                  ↕ third  is tried in another place
                  ~ first
                      - match: {path: /first, methods: [GET, PUT]}
                      + match: {path: /first, methods: [GET]}
                      + rewrite: {path: /one}
                  ~ report
                      - backend: a
                      + backend: b
                backends
                  - b: "http://10.0.0.2"
                  + b: "http://10.0.0.3"
                settings
                  + stripStage: never
                requests that end in another way
                  GET /first
                    - `first`: a (http://10.0.0.1), GET /first
                    + `first`: a (http://10.0.0.1), GET /one
                  PUT /first
                    - `first`: a (http://10.0.0.1), PUT /first
                    + no route: answer 405 (methodNotAllowed)
                  GET /r/0000-a
                    - `report`: a (http://10.0.0.1), GET /r/0000-a
                    + `report`: b (http://10.0.0.3), GET /r/0000-a
                  GET https://any.example.com/second/any
                    - `second`: a (http://10.0.0.1), GET /second/any
                    + `fourth`: answer 410
                  GET https://other.example/second/any
                    - no route: answer 404 (noRoute)
                    + `fourth`: answer 410
                  GET /third -H 'x-a: b'
                    - `third`: b (http://10.0.0.2), GET /third
                    + `third`: b (http://10.0.0.3), GET /third

                """
        )
    }

    @Test func `a pull request gets a table and a patch`() throws {
        let text = try TableDifferenceTests.difference().markdown
        #expect(
            text.hasPrefix(
                """
                ### What this change of routes does

                | request | before | after |
                |---|---|---|
                | `GET /first` | `first`: a (http://10.0.0.1), GET /first | `first`: a (http://10.0.0.1), GET /one |

                """
            )
        )
        #expect(
            text.hasSuffix(
                """

                Routes added: `fourth`

                Routes removed: `second`

                Routes tried in another place: `third`

                <details><summary>What changed in the table</summary>

                ```diff
                @@ route first @@
                - match: {path: /first, methods: [GET, PUT]}
                + match: {path: /first, methods: [GET]}
                + rewrite: {path: /one}
                @@ route report @@
                - backend: a
                + backend: b
                @@ backends @@
                - b: "http://10.0.0.2"
                + b: "http://10.0.0.3"
                @@ settings @@
                + stripStage: never
                ```

                </details>

                """
            )
        )
    }

    @Test func `a table does not differ from itself`() throws {
        let same = TableDifference(
            from: try TableDifferenceTests.side(Shop.text),
            to: try TableDifferenceTests.side(Shop.text)
        )
        #expect(same.isEmpty)
        #expect(same.text(.plain) == "no difference\n")
        #expect(same.markdown == "**Routes**: no difference.\n")
    }
}
