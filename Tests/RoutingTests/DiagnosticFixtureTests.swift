import Glibc
import Routing
import Testing

/// The tables of `Fixtures/diagnostics`, and what is said of each: `name.yml` and `name.expected`.
///
/// With `UPDATE_FIXTURES=1` the expected texts are written anew, to be read before they are committed.
@Suite struct DiagnosticFixtureTests {
    static let names = (TableFiles.disk.names(Fixtures.diagnostics) ?? [])
        .filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()

    private static let variables = Variables([
        "EMPTY": "", "WORD": "s3same", "HOST": "not a host", "SECRET": "s3same",
    ])

    @Test(arguments: names)
    func `everything that is wrong with a table is said at once`(name: String) throws {
        let seen =
            DiagnosticFixtureTests.diagnostics(of: "\(name).yml").map(\.rendered).joined(separator: "\n\n")
            + "\n"
        let expected = "\(Fixtures.diagnostics)/\(name).expected"
        if unsafe getenv("UPDATE_FIXTURES") != nil { Fixtures.write(seen, to: expected) }
        #expect(seen == (try Fixtures.text(expected)))
    }

    @Test func `there is a fixture for every code`() throws {
        let texts = try DiagnosticFixtureTests.names.map {
            try Fixtures.text("\(Fixtures.diagnostics)/\($0).expected")
        }
        let all = texts.joined()
        // A file of 64 MiB is too much for a fixture.
        let exempt = Diagnostic.Code.beyondReading.union([.tooLarge])
        let missing = Diagnostic.Code.allCases.filter {
            !all.contains("[\($0.rawValue)]") && !exempt.contains($0)
        }
        #expect(missing == [])
    }

    @Test(arguments: names)
    func `what a variable holds is never shown`(name: String) {
        for diagnostic in DiagnosticFixtureTests.diagnostics(of: "\(name).yml") {
            #expect(!diagnostic.rendered.contains("s3same"))
        }
    }

    /// Paths are relative to the fixtures, so that the texts are the same everywhere.
    private static func diagnostics(of path: String) -> [Diagnostic] {
        let files = TableFiles(
            read: { path throws(TableFiles.Problem) in
                try TableFiles.disk.read("\(Fixtures.diagnostics)/\(path)")
            },
            names: { TableFiles.disk.names("\(Fixtures.diagnostics)/\($0)") }
        )
        do throws(RejectedTable) {
            return try RouteTable.load(path: path, files: files, variables: variables).warnings
        } catch {
            return error.diagnostics
        }
    }
}
