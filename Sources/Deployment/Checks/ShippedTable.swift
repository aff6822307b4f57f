import Routing

/// The table that a service ships: found by its `ROUTES` among what it packages, and loaded with its variables.
struct ShippedTable {
    /// Nil where it does not load; why is reported.
    let table: RouteTable?
    let path: String
    /// Whether it says how it is read again, from the AppConfig agent.
    let isReloaded: Bool

    /// Nil where the service has no function, or its function no table.
    init?(_ service: Service, files: TableFiles, _ findings: inout Findings) {
        guard service.function != nil else { return nil }
        guard let routes = service.variable("ROUTES") else {
            findings.report(.noTable(at: service.place("functions")))
            return nil
        }
        guard let name = routes.text, !routes.isUndetermined, !name.hasPrefix("http://") else { return nil }
        let package = FunctionPackage(service)
        guard let path = package.path(of: name) else {
            findings.report(.notPackaged(name, routes))
            return nil
        }
        self.path = path
        let given = ShippedTable.variables(of: service)
        do throws(RejectedTable) {
            let table = try RouteTable.load(
                path: path,
                files: files,
                variables: Variables(given.values, allowsUnset: true)
            )
            self.table = table
            for warning in table.warnings { findings.report(warning) }
            for file in table.files where !package.holds(file) {
                findings.report(.includeNotPackaged(file, routes))
            }
            ShippedTable.reportUnset(path, files, given.names, &findings)
        } catch {
            table = nil
            for diagnostic in error.diagnostics { findings.report(diagnostic) }
        }
        isReloaded = ShippedTable.root(path, files)?["reload"] != nil
    }

    /// The function's variables; those that the shell lacks are known by name only.
    private static func variables(of service: Service) -> (values: [String: String], names: Set<String>) {
        var values: [String: String] = [:]
        var names: Set<String> = []
        for level in [service.provider, service.function] {
            for entry in level?["environment"]?.map ?? [] {
                names.insert(entry.name)
                if let text = entry.value.text, !entry.value.isUndetermined { values[entry.name] = text }
            }
        }
        return (values, names)
    }

    /// Variables of the table that the function will not have.
    private static func reportUnset(
        _ path: String,
        _ files: TableFiles,
        _ names: Set<String>,
        _ findings: inout Findings
    ) {
        let given = Dictionary(names.map { ($0, "given") }, uniquingKeysWith: { first, _ in first })
        do throws(RejectedTable) {
            _ = try RouteTable.load(path: path, files: files, variables: Variables(given))
        } catch {
            for diagnostic in error.diagnostics where diagnostic.code == .unsetVariable {
                findings.report(.variableNotGiven(diagnostic))
            }
        }
    }

    private static func root(_ path: String, _ files: TableFiles) -> Node? {
        do throws(TableFiles.Problem) {
            var ignored = Findings()
            let source = SourceText(name: path, bytes: try files.read(path))
            return YAMLDocument.read(source, .untouched, &ignored)
        } catch {
            return nil
        }
    }
}
