import LambdaRuntime
import Logging
import Logs

/// What the environment asks of this process.
struct Configuration {
    /// Where the routes come from.
    enum Source: Equatable, CustomStringConvertible {
        /// A table's path, absolute or relative to the working directory.
        case table(path: String)
        /// The single-URL mode.
        case url(String)

        var description: String {
            switch self {
            case .table(let path): path
            case .url: "URL"
            }
        }
    }

    let source: Source
    /// How many invocations are served at once; 1 but for Lambda Managed Instances.
    let slots: Int

    /// Reads the variables that say what to serve; an error names the variables and what to do.
    init(_ environment: [String: String], isFile: (String) -> Bool) throws(InvocationError) {
        source = try Configuration.source(environment, isFile: isFile)
        slots = try Configuration.slots(environment["AWS_LAMBDA_MAX_CONCURRENCY"])
        if let mode = environment["RESPONSE_MODE"], !mode.isEmpty, mode != "buffered" {
            throw .configuration("RESPONSE_MODE is `\(mode)`; this version knows `buffered` only")
        }
    }

    private static func source(
        _ environment: [String: String],
        isFile: (String) -> Bool
    ) throws(InvocationError) -> Source {
        let routes = environment["ROUTES"].flatMap { $0.isEmpty ? nil : $0 }
        let url = environment["URL"].flatMap { $0.isEmpty ? nil : $0 }
        switch (routes, url) {
        case (.some, .some):
            throw .configuration(
                "ROUTES and URL are both set; remove one: ROUTES names a route table, URL one backend"
            )
        case (let routes?, nil):
            guard !routes.hasPrefix("http://"), !routes.hasPrefix("https://") else {
                throw .configuration("ROUTES is a URL; this version reads a route table from a file only")
            }
            return .table(path: absolute(routes, environment))
        case (nil, let url?): return .url(url)
        case (nil, nil):
            let path = absolute("routes.yml", environment)
            guard isFile(path) else {
                throw .configuration(
                    """
                    there is nothing to serve: set ROUTES to a route table, set URL to one backend, \
                    or put a routes.yml at \(path)
                    """
                )
            }
            return .table(path: path)
        }
    }

    private static func absolute(_ path: String, _ environment: [String: String]) -> String {
        guard !path.hasPrefix("/"), let root = environment["LAMBDA_TASK_ROOT"], !root.isEmpty else {
            return path
        }
        return root.hasSuffix("/") ? root + path : "\(root)/\(path)"
    }

    private static func slots(_ variable: String?) throws(InvocationError) -> Int {
        guard let variable, !variable.isEmpty else { return 1 }
        guard let slots = Int(variable), (1...1600).contains(slots) else {
            throw .configuration("AWS_LAMBDA_MAX_CONCURRENCY is `\(variable)`; expected 1 to 1600")
        }
        return slots
    }
}

extension InvocationError {
    /// A variable that stops the start.
    static func configuration(_ message: String) -> InvocationError {
        InvocationError(type: "Runtime.InvalidConfiguration", message: message)
    }
}
