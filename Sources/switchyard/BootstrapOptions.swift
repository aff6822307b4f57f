import ArgumentParser
import Glibc

/// Which bootstrap runs on a desk, and for how long it may.
struct BootstrapOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The function's time-out.", valueName: "seconds"))
    var functionTimeout: Int = 30

    @Option(help: "The bootstrap to run; default: SWITCHYARD_BOOTSTRAP, else the one beside this program.")
    var bootstrap: String?

    func validate() throws {
        guard functionTimeout > 0, functionTimeout <= 900 else {
            throw ValidationError("the function's time-out is 1 to 900 seconds")
        }
    }

    var path: String {
        if let bootstrap { return bootstrap }
        if let variable = ChildEnvironment.current["SWITCHYARD_BOOTSTRAP"], !variable.isEmpty {
            return variable
        }
        return ChildEnvironment.programFolder + "/bootstrap"
    }

    /// The table's path from the root, since the bootstrap may have another working directory.
    static func absolute(_ table: String) throws -> String {
        guard let resolved = unsafe realpath(table, nil) else {
            throw ValidationError("there is no table at `\(table)`")
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
