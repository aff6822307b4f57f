import LambdaRuntime
import Testing

@testable import bootstrap

@Suite struct ConfigurationTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let variables: [String: String]
        var files: Set<String> = []
        let source: Configuration.Source
    }

    @Test(arguments: [
        Case(
            testDescription: "ROUTES beside the function's files",
            variables: ["ROUTES": "routes/prod.yml", "LAMBDA_TASK_ROOT": "/var/task"],
            source: .table(path: "/var/task/routes/prod.yml")
        ),
        Case(
            testDescription: "an absolute ROUTES",
            variables: ["ROUTES": "/opt/routes.yml", "LAMBDA_TASK_ROOT": "/var/task"],
            source: .table(path: "/opt/routes.yml")
        ),
        Case(
            testDescription: "ROUTES outside Lambda",
            variables: ["ROUTES": "routes.yml"],
            source: .table(path: "routes.yml")
        ),
        Case(
            testDescription: "URL alone",
            variables: ["URL": "http://10.0.0.1/x", "ROUTES": "", "LAMBDA_TASK_ROOT": "/var/task"],
            files: ["/var/task/routes.yml"],
            source: .url("http://10.0.0.1/x")
        ),
        Case(
            testDescription: "neither, but a routes.yml",
            variables: ["LAMBDA_TASK_ROOT": "/var/task/"],
            files: ["/var/task/routes.yml"],
            source: .table(path: "/var/task/routes.yml")
        ),
    ])
    func `the variables say what to serve`(row: Case) throws {
        let configuration = try Configuration(row.variables, isFile: row.files.contains)
        #expect(configuration.source == row.source)
        #expect(configuration.slots == 1)
    }

    @Test(arguments: [
        (["ROUTES": "a.yml", "URL": "http://x"], "ROUTES and URL are both set; remove one"),
        ([:], "set ROUTES to a route table, set URL to one backend, or put a routes.yml at routes.yml"),
        (["LAMBDA_TASK_ROOT": "/var/task"], "or put a routes.yml at /var/task/routes.yml"),
        (["URL": "http://x", "AWS_LAMBDA_MAX_CONCURRENCY": "0"], "AWS_LAMBDA_MAX_CONCURRENCY is `0`"),
        (["URL": "http://x", "AWS_LAMBDA_MAX_CONCURRENCY": "many"], "expected 1 to 1600"),
        (["URL": "http://x", "RESPONSE_MODE": "stream"], "RESPONSE_MODE is `stream`"),
    ])
    func `what cannot be served is refused with what to do`(variables: [String: String], says: String) {
        let error = #expect(throws: InvocationError.self) {
            try Configuration(variables, isFile: { _ in false })
        }
        #expect(error?.type == "Runtime.InvalidConfiguration")
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "no error")")
    }

    @Test func `the number of slots is Lambda's`() throws {
        let variables = ["URL": "http://x", "AWS_LAMBDA_MAX_CONCURRENCY": "64"]
        #expect(try Configuration(variables, isFile: { _ in false }).slots == 64)
    }
}
