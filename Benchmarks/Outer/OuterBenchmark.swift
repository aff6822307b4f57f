import BenchmarkParts
import Glibc

/// Measures custom runtimes from outside, as Lambda would run them: `outer-benchmark --child NAME COMMAND …`.
///
/// It serves the Runtime API and a backend, and checks every request and every answer.
@main
enum OuterBenchmark {
    static func main() {
        do {
            let settings = try Settings(Array(CommandLine.arguments.dropFirst()))
            let folder = try temporaryFolder()
            defer {
                unsafe unlink(folder + "/routes.yml")
                unsafe rmdir(folder)
            }
            let backend = try BackendServer()
            try TextFile.write(SampleTable.text(backendPort: backend.port), to: folder + "/routes.yml")
            let problems: [String]
            if settings.countsInstructions {
                problems = try InstructionCount(settings, backend, folder: folder).run()
            } else {
                problems = try Comparison(settings, backend, table: folder + "/routes.yml").run()
            }
            for problem in Set(problems).sorted() { complain(problem) }
            if !problems.isEmpty { exit(1) }
        } catch {
            complain("\(error)")
            exit(2)
        }
    }

    private static func temporaryFolder() throws(Failure) -> String {
        var template = Array("/tmp/outer-benchmark-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure("there is no room in /tmp") }
        return unsafe template.withUnsafeBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? ""
        }
    }

    /// Says something beside the tables.
    static func complain(_ text: String) {
        let line = Array("\(text)\n".utf8)
        unsafe write(STDERR_FILENO, line, line.count)
    }
}
