import Glibc
import Routing
import Testing

/// `docs/route-table.md` and the schema beside it, against the description that the decoder checks by.
@Suite struct ReferencePageTests {
    private static let page = "\(Fixtures.root)/docs/route-table.md"
    private static let begin = "<!-- reference: begin -->\n"
    private static let end = "<!-- reference: end -->"

    /// With `UPDATE_FIXTURES=1` the tables are written anew.
    @Test func `the reference has an entry with an example for every key`() throws {
        let tables = ReferenceTables.text()
        var text = try Fixtures.text(ReferencePageTests.page)
        let start = try #require(text.range(of: ReferencePageTests.begin)).upperBound
        let end = try #require(text.range(of: ReferencePageTests.end)).lowerBound
        if unsafe getenv("UPDATE_FIXTURES") != nil {
            text.replaceSubrange(start..<end, with: tables)
            Fixtures.write(text, to: ReferencePageTests.page)
        } else {
            #expect(String(text[start..<end]) == tables)
        }
    }

    @Test func `the schema beside the page is the one that the program prints`() throws {
        let path = "\(Fixtures.root)/docs/route-table.schema.json"
        if unsafe getenv("UPDATE_FIXTURES") != nil { Fixtures.write(RouteTable.jsonSchema(), to: path) }
        #expect(try Fixtures.text(path) == RouteTable.jsonSchema())
    }

    @Test func `every example of a key is what the key takes`() {
        for key in ReferenceTables.keys() {
            var findings = Findings()
            let source = SourceText(name: key.name, text: "\(key.name): \(key.example)\n")
            let root = YAMLDocument.read(source, Variables(["X": "x"], allowsUnset: true), &findings)
            var check = ShapeCheck()
            if let value = root?[key.name] { check.check(value, key.shape, key.name) }
            #expect(findings.sorted().map(\.rendered) + check.findings.sorted().map(\.rendered) == [])
            #expect(root?[key.name] != nil)
        }
    }

    @Test func `every table on the page loads without a warning`() throws {
        let blocks = try Fixtures.text(ReferencePageTests.page).blocks(fenced: "```yaml\n")
        #expect(blocks.count > 10)
        for block in blocks {
            let texts = [
                "page.yml": block.hasPrefix("routes:")
                    ? ReferencePageTests.backends + block : block.versioned,
                "services.yml": ReferencePageTests.backends + "routes: [{backend: orders}]\n",
                "teams/a.yml": "tests: []\n",
            ]
            let secrets = ["GITHUB_WEBHOOK_SECRET": "x"]
            do throws(RejectedTable) {
                let table = try RouteTable.load(
                    path: "page.yml",
                    files: .memory(texts),
                    variables: Variables(secrets)
                )
                #expect(table.warnings.map(\.rendered) == [], "\(block)")
            } catch {
                Testing.Issue.record("\(error.diagnostics.map(\.rendered).joined(separator: "\n"))")
            }
        }
    }

    private static let backends = "version: 1\nbackends: {orders: \"http://10.0.1.10:8080\"}\n"
}

extension String {
    fileprivate var versioned: String { contains("version: 1") ? self : "version: 1\n" + self }

    fileprivate func range(of part: String) -> Range<String.Index>? {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(part) { return rest.startIndex..<index(rest.startIndex, offsetBy: part.count) }
            rest = rest.dropFirst()
        }
        return nil
    }

    /// What stands between a fence and the line that ends it.
    fileprivate func blocks(fenced fence: String) -> [String] {
        var blocks: [String] = []
        var lines: [Substring]?
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            if lines != nil, line == "```" {
                blocks.append((lines ?? []).joined(separator: "\n") + "\n")
                lines = nil
            } else if lines != nil {
                lines?.append(line)
            } else if line + "\n" == fence {
                lines = []
            }
        }
        return blocks
    }
}
