extension TableTest {
    /// The tests of a file that holds nothing else, `*.test.yml`.
    ///
    /// Throws everything that was found, once, if any of it is an error. A test without a name is counted from
    /// `number`.
    package static func load(
        path: String,
        from number: Int = 1,
        files: TableFiles = .disk,
        variables: Variables
    ) throws(RejectedTable) -> [TableTest] {
        var findings = Findings()
        var sources = TableSources(files: files, variables: variables)
        sources.read(path: path, &findings)
        guard let file = sources.root else { throw RejectedTable(findings.sorted()) }
        var check = ShapeCheck()
        check.check(file.root, .map(fileShape), "the file")
        findings.report(contentsOf: check.findings)
        let tests = file.root[.tests].map { read($0, from: number, &findings) } ?? []
        guard !findings.hasErrors else { throw RejectedTable(findings.sorted()) }
        return tests
    }

    private static let fileShape = MapShape(
        "a file of tests",
        [
            Key(.version, .number(among: [1]), "The version of this language.", example: "1"), key,
        ]
    )
}
