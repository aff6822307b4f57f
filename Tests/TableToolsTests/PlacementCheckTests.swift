import Routing
import TableTools
import Testing

struct PlacementCheckTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let settings: String
        var functionTimeout: Duration?
        var frontEnd: FrontEndLimits?
        var messages: [String] = []
    }

    @Test(arguments: [
        Case(testDescription: "nothing known, nothing said", settings: "timeouts: {request: 900s}"),
        Case(
            testDescription: "a route within all limits",
            settings: "timeouts: {request: 28s}",
            functionTimeout: .seconds(30),
            frontEnd: .rest
        ),
        Case(
            testDescription: "a route over the function's time-out",
            settings: "timeouts: {request: 30s}",
            functionTimeout: .seconds(30),
            frontEnd: .url,
            messages: [
                "warning: `timeouts.request` of the route `a` is 30s, but the function's 30s less "
                    + "`deadlineMargin` end it before"
            ]
        ),
        Case(
            testDescription: "a route over the front end's",
            settings: "timeouts: {request: 29s}",
            frontEnd: .rest,
            messages: [
                "error: the route `a` may take 29s, but a REST API gives up after 29s, "
                    + "and the client gets its 504 in place of ours"
            ]
        ),
        Case(
            testDescription: "a route without a limit under a long function",
            settings: "hostHeader: preserve",
            functionTimeout: .seconds(60),
            frontEnd: .http,
            messages: [
                "error: the route `a` may take 59s900ms, but an HTTP API gives up after 30s, "
                    + "and the client gets its 504 in place of ours"
            ]
        ),
        Case(
            testDescription: "a body that no load balancer hands on",
            settings: "maxBody: 2MiB",
            frontEnd: .alb,
            messages: [
                "warning: `maxBody` of the route `a` is 2097152 bytes, but a load balancer hands on 1048576 at most"
            ]
        ),
    ])
    func `a table is held against where it will run`(_ example: Case) throws {
        let text = """
            version: 1
            backends: {b: "http://10.0.0.1"}
            routes:
              - {name: a, backend: b, \(example.settings)}
            """
        let check = PlacementCheck(functionTimeout: example.functionTimeout, frontEnd: example.frontEnd)
        let found = check.findings(in: try Shop.table(text))
        #expect(found.map { "\($0.severity.rawValue): \($0.message)" } == example.messages)
    }
}
