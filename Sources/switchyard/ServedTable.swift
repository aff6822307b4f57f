import ArgumentParser
import Glibc
import Routing
import TableTools

/// A table as the bootstrap under `local` is to serve it: the file, or a copy that has other addresses.
struct ServedTable: Sendable {
    /// The table's absolute path.
    let table: String
    /// The path as it was given, which problems name.
    private let given: String
    let values: [String: String]
    let overrides: [BackendOverride]
    /// The copy's path where there is one; it is in a folder of its own.
    private let copy: String?

    /// Why the copy is not to be had.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// `given` is the table's path as a person wrote it.
    init(_ given: String, values: [String: String], overrides: [BackendOverride]) throws {
        table = try BootstrapOptions.absolute(given)
        self.given = given
        self.values = values
        self.overrides = overrides
        copy = overrides.isEmpty ? nil : try ServedTable.newFolder() + "/routes.yml"
    }

    /// The path for `ROUTES`.
    var path: String { copy ?? table }

    /// Reads the table and brings the copy up to it; with problems it stays as it was.
    func read() throws -> RouteTable {
        let variables = Variables(values)
        let loaded = try RouteTable.load(path: given, variables: variables)
        guard let copy else { return loaded }
        let folder = table.lastIndex(of: "/").map { String(table[..<$0]) } ?? ""
        let redirected = RedirectedTable(
            loaded,
            variables: variables,
            folder: folder.isEmpty ? "/" : folder,
            urls: try BackendOverride.urls(overrides, in: loaded)
        )
        guard let redirected else { throw Problem(description: "`\(table)` can't be read any more") }
        do throws(RejectedTable) {
            _ = try RouteTable.load(Array(redirected.yaml.utf8), named: "--backend", variables: variables)
        } catch {
            let texts = error.diagnostics.filter { $0.severity == .error }.map(\.message)
            throw WrongUsage("with --backend: \(texts.joined(separator: "; "))")
        }
        do throws(FileOutput.Problem) { try FileOutput.write(redirected.yaml, to: copy) } catch {
            throw Problem(description: "`\(copy)` can't be written: \(error.reason)")
        }
        return loaded
    }

    /// Leaves nothing behind.
    func remove() {
        guard let copy, let slash = copy.lastIndex(of: "/") else { return }
        _ = unsafe unlink(copy)
        _ = unsafe rmdir(String(copy[..<slash]))
    }

    private static func newFolder() throws -> String {
        let parent = ChildEnvironment.current["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(parent)/switchyard-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw Problem(description: "no folder can be made in `\(parent)`")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
