import ArgumentParser
import Glibc
import Routing

/// What a person means by a table: a file, or a folder of them.
enum TablePaths {
    /// The tables at a path, sorted by name; a folder without any and a file that is not there are wrong usage.
    ///
    /// In a folder, a file that another one includes is no table of its own.
    static func named(_ path: String) throws -> [String] {
        guard let names = TableFiles.disk.names(path) else {
            try refusePipe(path)
            do throws(TableFiles.Problem) { _ = try TableFiles.disk.read(path) } catch {
                throw WrongUsage("`\(path)` can't be read: \(error.reason)")
            }
            return [path]
        }
        let tables = names.filter(isTable).sorted()
        guard !tables.isEmpty else { throw WrongUsage("there is no table (*.yml, *.yaml) in `\(path)`") }
        // As includes are named: without a `./` before them.
        let isHere = path == "." || path == "./"
        let folder = isHere ? "" : path.hasSuffix("/") ? path : path + "/"
        let paths = tables.map { folder + $0 }
        let included = Set(paths.flatMap(includedFiles))
        return paths.filter { !included.contains($0) }
    }

    /// Tables are read more than once, such as to know what secrets they hold; a pipe gives its text but once.
    private static func refusePipe(_ path: String) throws {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG else { return }
        throw WrongUsage("`\(path)` is no file: save the table first")
    }

    /// The one table that a path names; a folder with several is wrong usage.
    static func single(_ path: String) throws -> String {
        let tables = try named(path)
        guard tables.count == 1 else {
            throw WrongUsage("`\(path)` holds \(tables.count) tables: \(tables.joined(separator: ", "))")
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
        (name.hasSuffix(".yml") || name.hasSuffix(".yaml")) && !isTestFile(name)
    }

    /// Whether a name is that of a file that holds tests alone.
    static func isTestFile(_ name: String) -> Bool {
        name.hasSuffix(".test.yml") || name.hasSuffix(".test.yaml")
    }

    /// The files of tests that belong to a table: `shop.test.yml`, `shop.*.test.yml` beside `shop.yml`.
    static func testFiles(beside table: String) -> [String] {
        let (folder, name) = split(table)
        let stem = name.prefix { $0 != "." }
        let names = TableFiles.disk.names(folder.isEmpty ? "." : folder) ?? []
        return names.filter { isTestFile($0) && $0.hasPrefix(stem + ".") }.sorted().map { folder + $0 }
    }

    /// The table that a file of tests belongs to.
    static func table(beside testFile: String) throws -> String {
        let (folder, name) = split(testFile)
        let stem = name.prefix { $0 != "." }
        let names = TableFiles.disk.names(folder.isEmpty ? "." : folder) ?? []
        guard let table = names.first(where: { $0 == stem + ".yml" || $0 == stem + ".yaml" }) else {
            throw WrongUsage("there is no table `\(stem).yml` beside `\(testFile)`: name one")
        }
        return folder + table
    }

    /// The folder with its slash, empty for none, and the name in it.
    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }
}
