import ArgumentParser
import Routing

/// What a person means by a table: a file, or a folder of them.
enum TablePaths {
    /// The tables at a path, sorted by name; a folder without any and a file that is not there are wrong usage.
    ///
    /// In a folder, a file that another one includes is no table of its own.
    static func named(_ path: String) throws -> [String] {
        guard let names = TableFiles.disk.names(path) else {
            do throws(TableFiles.Problem) { _ = try TableFiles.disk.read(path) } catch {
                throw ValidationError("`\(path)` can't be read: \(error.reason)")
            }
            return [path]
        }
        let tables = names.filter(isTable).sorted()
        guard !tables.isEmpty else { throw ValidationError("there is no table (*.yml, *.yaml) in `\(path)`") }
        let paths = tables.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
        let included = Set(paths.flatMap(includedFiles))
        return paths.filter { !included.contains($0) }
    }

    /// The one table that a path names; a folder with several is wrong usage.
    static func single(_ path: String) throws -> String {
        let tables = try named(path)
        guard tables.count == 1 else {
            throw ValidationError("`\(path)` holds \(tables.count) tables: \(tables.joined(separator: ", "))")
        }
        return tables[0]
    }

    /// What a table includes, as far as it can be read; a table with errors says nothing here.
    private static func includedFiles(_ path: String) -> [String] {
        let variables = Variables(ChildEnvironment.current, allowsUnset: true)
        do throws(RejectedTable) {
            return try Array(RouteTable.load(path: path, variables: variables).files.dropFirst())
        } catch {
            return []
        }
    }

    private static func isTable(_ name: String) -> Bool {
        (name.hasSuffix(".yml") || name.hasSuffix(".yaml"))
            && !name.hasSuffix(".test.yml") && !name.hasSuffix(".test.yaml")
    }
}
