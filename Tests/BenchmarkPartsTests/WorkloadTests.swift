import FrontEnds
import GatewayEvents
import Messages
import Routing
import Testing

@testable import BenchmarkParts

@Suite struct WorkloadTests {
    @Test(arguments: Workload.all)
    func `a workload takes a route that stands late in the sample table`(workload: Workload) throws {
        let text = Array(SampleTable.text(backendPort: 8080).utf8)
        let table = try RouteTable.load(text, named: "routes.yml", variables: Variables())
        #expect(table.routes.count == 100)
        #expect(table.warnings.allSatisfy { $0.severity != .error })
        var reader = EventReader()
        guard case .request(let request, _) = try reader.read(workload.event, requestID: "bench"),
            case .matched(let selection) = Router(table).decide(request)
        else {
            Issue.record("\(workload.name) takes no route")
            return
        }
        #expect(["order", "orders", "upload"].contains(selection.route.name))
        #expect(request.body.elementsEqual(workload.request.body))
        #expect(request.fields[FieldName.known("x-bench-id")] == NumberedText.mark)
    }

    struct Reply: CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let body: [UInt8]
        let isRight: Bool
    }

    @Test(arguments: [
        Reply(
            testDescription: "its own answer",
            status: 200,
            body: Workload.answer(number: 17),
            isRight: true
        ),
        Reply(
            testDescription: "another invocation's",
            status: 200,
            body: Workload.answer(number: 18),
            isRight: false
        ),
        Reply(
            testDescription: "another status",
            status: 502,
            body: Workload.answer(number: 17),
            isRight: false
        ),
        Reply(
            testDescription: "a cut body",
            status: 200,
            body: Workload.answer(size: 900, number: 17),
            isRight: false
        ),
    ])
    func `only the backend's answer to that very invocation will do`(reply: Reply) {
        let response = Response(status: reply.status, body: reply.body[...])
        guard case .payload(let bytes) = ReplyForm(.http, isHead: false).reply(response) else {
            Issue.record("no reply")
            return
        }
        let problem = Workload.get.problem(in: bytes, number: 17, allowsEnvelope: false)
        #expect((problem == nil) == reply.isRight, "\(problem ?? "")")
    }

    @Test func `a number is written wherever the mark stands`() {
        var text = NumberedText(Array("a bench-000000000000, b bench-000000000000".utf8))
        text.number(4711)
        text.number(42)
        let written = "a bench-000000000042, b bench-000000000042"
        #expect(String(decoding: text.bytes, as: UTF8.self) == written)
        #expect(NumberedText.number(in: "bench-000000000042") == 42)
    }
}
