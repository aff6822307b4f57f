import ArgumentParser
import Glibc

/// Which bootstrap runs on a desk, and for how long it may.
struct BootstrapOptions: ParsableArguments {
    @Option(
        name: .customLong("function-timeout"),
        help: ArgumentHelp("The function's time-out; default: 30s.", valueName: "30s")
    )
    var timeout: DurationArgument?

    @Option(help: "The bootstrap to run; default: SWITCHYARD_BOOTSTRAP, else the one beside this program.")
    var bootstrap: String?

    func validate() throws {
        guard functionTimeout >= .seconds(1), functionTimeout <= .seconds(900) else {
            throw ValidationError("--function-timeout is 1s to 15m")
        }
    }

    var functionTimeout: Duration { timeout?.duration ?? .seconds(30) }

    var path: String {
        if let bootstrap { return bootstrap }
        if let variable = ChildEnvironment.current["SWITCHYARD_BOOTSTRAP"], !variable.isEmpty {
            return variable
        }
        return ChildEnvironment.programFolder + "/bootstrap"
    }

    /// The table's path from the root, since the bootstrap may have another working directory.
    ///
    /// A link keeps its name: what a table includes is beside the name by which it is called.
    static func absolute(_ table: String) throws -> String {
        let slash = table.lastIndex(of: "/")
        let folder = slash.map { String(table[...$0]) } ?? "."
        let name = slash.map { String(table[table.index(after: $0)...]) } ?? table
        guard unsafe access(table, R_OK) == 0, let resolved = unsafe realpath(folder, nil) else {
            throw WrongUsage("there is no table at `\(table)`")
        }
        defer { unsafe free(resolved) }
        let path = unsafe String(cString: resolved)
        return path == "/" ? "/\(name)" : "\(path)/\(name)"
    }
}
