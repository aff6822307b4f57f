package import Routing

/// A service of the Serverless Framework for one stage: its file with all variables replaced.
package struct Service: Sendable {
    /// A resource that the service's files define.
    struct Resource {
        let id: String
        let type: String
        let node: Node

        var properties: Node? { node["Properties"] }
    }

    package let root: Node
    package let folder: String
    package let stage: String
    /// Resources in the order of the files.
    let resources: [Resource]
    /// What is changed in resources of the framework, by their logical id.
    let extensions: [String: Node]

    /// Reads `serverless.yml` in a folder.
    ///
    /// Nil where it can't be read; what is wrong is reported. A variable of the shell that is not set is a warning, and what it
    /// stands in is undetermined.
    package static func read(
        folder: String,
        stage: String,
        files: TableFiles = .disk,
        environment: [String: String],
        parameters: [String: String] = [:],
        _ findings: inout Findings
    ) -> Service? {
        let path = ServicePath.resolve("serverless.yml", in: folder)
        do throws(TableFiles.Problem) {
            let source = SourceText(name: path, bytes: try files.read(path))
            guard let root = YAMLDocument.read(source, .untouched, &findings) else { return nil }
            let around = VariableResolver.Surroundings(
                folder: folder,
                stage: stage,
                files: files,
                environment: environment,
                parameters: parameters
            )
            var resolver = VariableResolver(root, around, findings)
            let resolved = resolver.resolved(root)
            findings = resolver.findings
            return Service(resolved, folder: folder, stage: stage)
        } catch {
            let whole = Place(wholeOf: SourceText(name: path, bytes: []))
            findings.report(.noServiceFile(path, error.reason, at: whole))
            return nil
        }
    }

    init(_ root: Node, folder: String, stage: String) {
        self.root = root
        self.folder = folder
        self.stage = stage
        let parts = root["resources"]?.elements ?? []
        resources = parts.flatMap { part in
            (part["Resources"]?.map ?? []).map {
                Resource(id: $0.name, type: $0.value["Type"]?.text ?? "", node: $0.value)
            }
        }
        var extensions: [String: Node] = [:]
        for entry in parts.flatMap({ $0["extensions"]?.map ?? [] }) { extensions[entry.name] = entry.value }
        self.extensions = extensions
    }

    var provider: Node? { root["provider"] }

    /// The function that forwards: the service's first; nil where the front end needs none.
    var function: Node? { root["functions"]?.map?.first?.value }

    /// Events of one kind of the function.
    func events(_ kind: String) -> [Node] {
        (function?["events"]?.list ?? []).compactMap { $0[kind] }
    }

    func resources(of type: String) -> [Resource] {
        resources.filter { $0.type == type }
    }

    /// A setting of the function, or of the provider where the function has none of its own.
    func setting(_ name: String) -> Node? {
        function?[name] ?? provider?[name]
    }

    /// A variable of the function's environment.
    func variable(_ name: String) -> Node? {
        function?["environment"]?[name] ?? provider?["environment"]?[name]
    }

    /// Where a problem with what is missing stands: at the name of the nearest thing that is there.
    func place(_ path: String...) -> Place {
        var node = root
        var place = Place(wholeOf: root.place.source)
        for name in path {
            guard let next = node[name] else { break }
            place = node.key(name)?.place ?? place
            node = next
        }
        return place
    }
}
