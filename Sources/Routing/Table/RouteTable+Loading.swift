extension RouteTable {
    /// Loads a table and what it includes from files.
    ///
    /// Throws everything that was found, once, if any of it is an error; what is none is in `warnings`.
    package static func load(
        path: String,
        files: TableFiles = .disk,
        variables: Variables
    ) throws(RejectedTable) -> RouteTable {
        var findings = Findings()
        var sources = TableSources(files: files, variables: variables)
        sources.read(path: path, &findings)
        return try table(sources, findings)
    }

    /// Loads a table from memory, as the AppConfig agent hands it out.
    ///
    /// `name` stands for it in diagnostics; names of files in it are relative to `folder`.
    package static func load(
        _ bytes: [UInt8],
        named name: String,
        folder: String = ".",
        files: TableFiles = .disk,
        variables: Variables
    ) throws(RejectedTable) -> RouteTable {
        var findings = Findings()
        var sources = TableSources(files: files, variables: variables)
        sources.read(bytes, named: name, folder: folder, &findings)
        return try table(sources, findings)
    }

    private static func table(_ sources: TableSources, _ findings: Findings) throws(RejectedTable)
        -> RouteTable
    {
        var reader = TableReader(sources, findings)
        let read = reader.read()
        let diagnostics = reader.findings.sorted(files: sources.names)
        guard var table = read, !reader.findings.hasErrors else { throw RejectedTable(diagnostics) }
        table.warnings = diagnostics
        return table
    }
}
