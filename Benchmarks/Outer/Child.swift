import BenchmarkParts
import Glibc

/// A custom runtime under measurement.
struct Child: Sendable {
    let name: String
    /// The program and its arguments, split at spaces.
    let command: [String]
    /// Whether it reads the table that `ROUTES` names; else it gets one `URL`.
    let readsTable: Bool

    /// Starts it with a small environment like Lambda's; its output is appended to a file.
    func start(_ variables: [String: String], output: String) throws -> SpawnedProcess {
        var environment = [
            "PATH": TextFile.variable("PATH") ?? "/usr/bin:/bin",
            "LANG": "C.UTF-8", "TZ": ":UTC", "AWS_REGION": "eu-west-1", "_HANDLER": "bench",
            "AWS_LAMBDA_FUNCTION_NAME": "bench", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "LAMBDA_TASK_ROOT": "/",
        ]
        environment.merge(variables) { $1 }
        let input = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        let output = unsafe open(output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        defer {
            close(input)
            close(output)
        }
        guard input >= 0, output >= 0 else { throw SystemFailure("the child's output") }
        return try SpawnedProcess(
            command,
            environment: environment.map { "\($0.key)=\($0.value)" },
            input: input,
            output: output,
            errors: output
        )
    }
}

extension SpawnedProcess {
    /// The most memory that it had resident, in MB; not a number where the kernel does not tell.
    var mostResident: Double {
        let text = TextFile.text(of: "/proc/\(id)/status") ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            let words = line.split { $0 == " " || $0 == "\t" }
            return words.count > 1 ? (Double(words[1]) ?? .nan) / 1024 : .nan
        }
        return .nan
    }
}
