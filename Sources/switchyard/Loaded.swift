import ArgumentParser
import Routing

/// What a command needs before it can begin: files that are there, tables that hold.
enum Loaded {
    /// A table; where it has errors, they are shown, and the program ends with 1.
    static func table(_ path: String, _ variables: Variables) throws -> RouteTable {
        do throws(RejectedTable) {
            return try RouteTable.load(path: path, variables: variables)
        } catch {
            Terminal.findings(error.diagnostics)
            throw ExitCode(1)
        }
    }

    /// A file's bytes; one that can't be read is wrong usage.
    static func bytes(_ path: String) throws -> [UInt8] {
        do throws(TableFiles.Problem) {
            return try TableFiles.disk.read(path)
        } catch {
            throw WrongUsage("`\(path)` can't be read: \(error.reason)")
        }
    }
}
