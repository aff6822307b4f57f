package import Routing

/// The egress file of one stage, as `switchyard deploy egress` writes it.
package struct Egress: Sendable {
    /// Where it belongs.
    package let path: String
    package let text: String
    /// What was found and is no error.
    package let warnings: [Diagnostic]

    /// Works it out from a table and the stage's file in a deploy folder.
    ///
    /// Throws what keeps the table from loading, and each backend whose address nobody says.
    package init(
        table tablePath: String,
        stage: String,
        folder: String,
        files: TableFiles = .disk,
        variables: Variables
    ) throws(RejectedTable) {
        let table = try RouteTable.load(path: tablePath, files: files, variables: variables)
        var findings = Findings()
        for warning in table.warnings { findings.report(warning) }
        let environmentPath = ServicePath.resolve("environments/\(stage).yml", in: folder)
        let plan = EgressPlan(
            table,
            isReloaded: Egress.document(tablePath, files, &findings)?["reload"] != nil,
            environment: Egress.document(environmentPath, files, &findings),
            at: environmentPath,
            &findings
        )
        guard !findings.hasErrors else { throw RejectedTable(findings.sorted()) }
        path = ServicePath.resolve("egress/\(stage).yml", in: folder)
        text = EgressFile.text(plan, table: tablePath, stage: stage)
        warnings = findings.sorted()
    }

    private static func document(_ path: String, _ files: TableFiles, _ findings: inout Findings) -> Node? {
        let nowhere = Place(wholeOf: SourceText(name: path, bytes: []))
        do throws(TableFiles.Problem) {
            let source = SourceText(name: path, bytes: try files.read(path))
            return YAMLDocument.read(source, .untouched, &findings)
        } catch {
            findings.report(.noServiceFile(path, error.reason, at: nowhere))
            return nil
        }
    }
}
