import BenchmarkParts
import GatewayEvents
import Messages
import Routing

/// The request that the backend gets, and the answer that the client gets.
enum RewritingCases {
    static var all: [BenchmarkCase] {
        [
            BenchmarkCase("rewrite/request-plain") { try Route("/orders", "{}").request },
            BenchmarkCase("rewrite/request-changes") { try Route("/orders", changes).request },
            BenchmarkCase("rewrite/response-plain") { try Route("/orders", "{}").response },
            BenchmarkCase("rewrite/response-changes") { try Route("/orders", changes).response },
        ]
    }

    private static let changes = """
        {rewrite: {path: "/v2/orders/{id}", query: {set: {source: gateway}}}, \
        requestHeaders: {set: {x-order-id: "{id}"}, remove: [x-request-source]}, \
        responseHeaders: {set: {x-served-by: "{route.name}"}, remove: [server]}}
        """

    /// A table of one route, and what it does to the usual request and answer.
    private struct Route {
        let selection: Selection
        let forward: Forward
        let target: Target
        let table: RouteTable

        init(_ path: String, _ keys: String) throws {
            let text = """
                version: 1
                backends: {one: http://10.0.0.1:8080}
                routes:
                  - name: order
                    match: {path: "\(path)/{id}"}
                    backend: one
                \(Route.lines(of: keys))
                """
            table = try RouteTable.load(Array(text.utf8), named: "routes.yml", variables: Variables())
            guard let (request, _) = Reader.request(of: .get),
                case .matched(let selection) = Router(table).decide(request),
                case .forward(let forward) = selection.route.action, let target = forward.targets.first
            else { throw NoRoute() }
            self.selection = selection
            self.forward = forward
            self.target = target
        }

        /// The keys of a flow map as lines of the route.
        private static func lines(of keys: String) -> String { keys == "{}" ? "" : "    <<: \(keys)" }

        private var endpoint: BackendURL { target.backend.endpoints[0].url }

        var request: Operation {
            let rewriting = RequestRewriting(table)
            return .work { keep(try? rewriting.request(for: selection, forward, to: target, at: endpoint)) }
        }

        var response: Operation {
            get throws {
                let rewriting = ResponseRewriting(table)
                let sent = try RequestRewriting(table).request(
                    for: selection,
                    forward,
                    to: target,
                    at: endpoint
                )
                let answer = ReplyCases.response("text/plain", Workload.answer())
                return .work {
                    keep(
                        try? rewriting.response(
                            from: answer,
                            for: selection,
                            forward,
                            from: target,
                            at: endpoint,
                            sent: sent
                        )
                    )
                }
            }
        }
    }

    private struct NoRoute: Error {}
}
