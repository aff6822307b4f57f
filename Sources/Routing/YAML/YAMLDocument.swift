/// Reads the one YAML document of a file.
package enum YAMLDocument {
    /// More than this is no route table, and would only be slow to refuse.
    static let mostBytes = 64 << 20
    /// How many slips of the pen are mended, so that what stands behind them is checked as well.
    private static let mostRepairs = 50

    /// The document's root, or nil where it can't be read; what is wrong with it is reported.
    package static func read(_ source: SourceText, _ variables: Variables, _ findings: inout Findings)
        -> Node?
    {
        guard source.bytes.count <= mostBytes else {
            findings.report(.tooLarge(source, most: mostBytes))
            return nil
        }
        guard TextCheck.run(source, &findings) else { return nil }
        return read(source, from: TextCheck.markLength(source, &findings), variables, &findings)
    }

    private static func read(
        _ source: SourceText,
        from start: Int,
        _ variables: Variables,
        _ findings: inout Findings
    ) -> Node? {
        var bytes = source.bytes
        var repaired: Set<Int> = []
        while true {
            var composer = YAMLComposer(source, variables, repaired: repaired)
            let outcome = YAMLEvents.read(bytes, from: start) { composer.compose(&$0) }
            guard let failure = outcome?.failure else {
                findings.report(contentsOf: composer.findings)
                return outcome?.root
            }
            if Indentation.explains(failure, in: source) {
                Indentation.report(source, except: [], &findings)
                return nil
            }
            let slip = YAMLSlip(failure, source, bytes)
            findings.report(slip.diagnostic)
            let isNew = !slip.repair.isEmpty && repaired.isDisjoint(with: slip.repair.keys)
            guard isNew, repaired.count < mostRepairs else { return nil }
            for (offset, byte) in slip.repair { bytes[offset] = byte }
            repaired.formUnion(slip.repair.keys)
        }
    }
}
