import Glibc

/// What the bootstrap finds in its environment when it runs on a desk.
enum ChildEnvironment {
    /// The variables of this process.
    static var current: [String: String] {
        var result: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            unsafe next += 1
        }
        return result
    }

    /// The folder that holds this program.
    static var programFolder: String {
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return "." }
        defer { unsafe free(path) }
        let text = unsafe String(cString: path)
        return String(text[..<(text.lastIndex(of: "/") ?? text.startIndex)])
    }

    /// The variables for a table: those given, for its `${NAME}`, and those that Lambda sets.
    ///
    /// `slots` is how many events it handles side by side, `streams` whether it streams its replies.
    static func serving(
        table: String,
        functionTimeout: Duration,
        slots: Int = 1,
        streams: Bool = false,
        given: [String: String]
    ) -> [String: String] {
        var variables = given
        variables["URL"] = nil
        variables["AWS_LAMBDA_MAX_CONCURRENCY"] = slots > 1 ? String(slots) : nil
        variables["RESPONSE_MODE"] = streams ? "streaming" : "buffered"
        variables["ROUTES"] = table
        variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
        variables["AWS_LAMBDA_FUNCTION_NAME"] = "switchyard"
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST"
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512"
        variables["AWS_LAMBDA_FUNCTION_TIMEOUT"] = String(functionTimeout.components.seconds)
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand"
        return variables
    }
}
