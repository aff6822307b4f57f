import LambdaRuntime
import Logging
import Logs

/// What the environment asks of this process.
struct Configuration {
    /// Where the routes come from.
    enum Source: Equatable, CustomStringConvertible {
        /// A table's path, absolute or relative to the working directory.
        case table(path: String)
        /// The AppConfig agent, asked again and again.
        case agent(AgentAddress)
        /// The single-URL mode.
        case url(String)

        var description: String {
            switch self {
            case .table(let path): path
            case .agent(let address): address.text
            case .url: "URL"
            }
        }
    }

    let source: Source
    /// How many invocations are served at once; 1 but for Lambda Managed Instances.
    let slots: Int
    /// Whether front ends that can take a streamed answer get one.
    let streams: Bool
    /// The path of the table in the package, where it has one.
    let bundledTable: String?

    /// Reads the variables that say what to serve; an error names the variables and what to do.
    init(_ environment: [String: String], isFile: (String) -> Bool) throws(InvocationError) {
        source = try Configuration.source(environment, isFile: isFile)
        guard let slots = Configuration.slotCount(environment) else {
            let text = environment["AWS_LAMBDA_MAX_CONCURRENCY"] ?? ""
            throw .configuration("AWS_LAMBDA_MAX_CONCURRENCY is `\(text)`; expected 1 to 1600")
        }
        self.slots = slots
        switch environment["RESPONSE_MODE"] {
        case nil, "", "buffered": streams = false
        case "streaming": streams = true
        case let mode?:
            throw .configuration("RESPONSE_MODE is `\(mode)`; expected `buffered` or `streaming`")
        }
        let bundled = Configuration.absolute("routes.yml", environment)
        bundledTable = isFile(bundled) ? bundled : nil
    }

    /// What `AWS_LAMBDA_MAX_CONCURRENCY` says; nil where it is no number of slots.
    static func slotCount(_ environment: [String: String]) -> Int? {
        guard let variable = environment["AWS_LAMBDA_MAX_CONCURRENCY"], !variable.isEmpty else { return 1 }
        return Int(variable).flatMap { (1...1600).contains($0) ? $0 : nil }
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
            if routes.hasPrefix("http://") || routes.hasPrefix("https://") {
                guard let address = AgentAddress(routes) else {
                    throw .configuration(
                        """
                        ROUTES is `\(routes)`; a URL must be that of the AppConfig agent, such as \
                        http://localhost:2772/applications/A/environments/E/configurations/C
                        """
                    )
                }
                return .agent(address)
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
}

extension InvocationError {
    /// A variable that stops the start.
    static func configuration(_ message: String) -> InvocationError {
        InvocationError(type: "Runtime.InvalidConfiguration", message: message)
    }
}
