/// A template with the text it was read from, so that a capture which is not there is shown in its place.
typealias LocatedTemplate = Located<Template>

extension Template {
    /// Reads a template; what a variable holds is text in it; nil where it is none, which is reported.
    static func read(_ node: Node, allowsGroups: Bool = false, _ findings: inout Findings) -> LocatedTemplate?
    {
        guard let text = node.text, !node.isUndetermined else { return nil }
        do throws(Template.Problem) {
            let verbatim = node.variables.map(\.range)
            return Located(try Template(text, verbatim: verbatim, allowsGroups: allowsGroups), node)
        } catch {
            findings.report(.noTemplate(error, node))
            return nil
        }
    }
}
