package import Routing

/// The files of a loaded table as they are written, variables beside their values.
package struct TableNodes: Sendable {
    /// The root file first; empty where a file can't be read any more.
    package let roots: [Node]

    package init(_ table: RouteTable, files: TableFiles = .disk, variables: Variables) {
        roots = table.files.compactMap { name in
            do throws(TableFiles.Problem) {
                var findings = Findings()
                let source = SourceText(name: name, bytes: try files.read(name))
                return YAMLDocument.read(source, variables, &findings)
            } catch {
                return nil
            }
        }
    }

    /// In the order of the routes: what is included first.
    var inOrder: [Node] { Array(roots.dropFirst() + roots.prefix(1)) }
}
