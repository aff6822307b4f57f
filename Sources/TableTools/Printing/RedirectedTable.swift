package import Routing

/// A table with other addresses for some of its backends, as a root file that means the same in any folder.
///
/// It includes what the table includes. A backend of the root replaces an included one whole, so a backend with
/// another address has nothing else of what it had.
package struct RedirectedTable: Sendable {
    /// The file's text; variables stay as they are written.
    package let yaml: String

    /// `folder` is the absolute path of the root's own one; `urls` are the new addresses by the backends' names.
    package init?(
        _ table: RouteTable,
        files: TableFiles = .disk,
        variables: Variables,
        folder: String,
        urls: [String: String]
    ) {
        guard let root = TableNodes(table, files: files, variables: variables).roots.first else { return nil }
        let start = RedirectedTable.escaped(folder == "/" ? "/" : folder + "/")
        var printed = Printed(root, reveals: false)
        if let include = root["include"] {
            printed["include"] = .list((include.list ?? [include]).map { RedirectedTable.path($0, start) })
        }
        // They are run by `test`, and say where the table itself leads.
        printed["tests"] = nil
        var backends = printed["backends"] ?? .map([])
        for member in backends.members {
            guard let tls = root["backends"]?[member.name]?["tls"] else { continue }
            var backend = member.value
            for name in ["caFile", "certificateFile", "keyFile"] {
                if let file = tls[name] { backend["tls"]?[name] = RedirectedTable.path(file, start) }
            }
            backends[member.name] = backend
        }
        for (name, url) in urls.sorted(by: { $0.key < $1.key }) {
            backends[name] = .scalar(RedirectedTable.escaped(url), isPlain: false)
        }
        printed["backends"] = backends
        yaml = printed.yaml
    }

    /// A file's name that does not depend on the folder any more.
    private static func path(_ node: Node, _ folder: String) -> Printed {
        guard let scalar = node.scalar, !scalar.text.hasPrefix("/") else {
            return Printed(node, reveals: false)
        }
        return .scalar(folder + scalar.written, isPlain: false)
    }

    /// Text in which `${` is no variable.
    private static func escaped(_ text: String) -> String {
        text.split(separator: "${", omittingEmptySubsequences: false).joined(separator: "$${")
    }
}
