package import HTTPClient
package import Logs
package import Messages
package import NIOCore
package import Routing

/// The way of one request from the decision to the answer, one step a line.
package struct Forwarder: Sendable {
    private let table: RouteTable
    private let router: Router
    private let sender: Sender

    package init(_ table: RouteTable, client: HTTPClient) {
        self.table = table
        router = Router(table)
        sender = Sender(client: client, margin: table.deadlineMargin)
    }

    /// Answers a request before the deadline, whatever happens; the record tells the log what did.
    package func answer(
        _ request: Request,
        before deadline: NIODeadline?,
        _ record: inout AccessRecord
    ) async -> Response {
        var values: TemplateValues?
        do throws(Denial) {
            let selection = try decide(request, &record)
            let route = table.routes[selection.route]
            values = TemplateValues(subject: selection.subject, captures: selection.captures, routeName: route.name)
            try Admission.check(request, route.policies)
            switch route.action {
            case .forward(let forward):
                return try await send(forward, selection, route, deadline, &record)
            case .redirect(let redirect): return try redirect.response(selection, route)
            case .respond(let respond): return respond.response(selection, route)
            }
        } catch {
            return ownAnswer(to: error, request, values, &record)
        }
    }

    /// The answer to a request that could not even be read, or whose answer its front end would not carry.
    package func answer(
        denying request: Request,
        _ denial: Denial,
        _ record: inout AccessRecord
    ) -> Response {
        ownAnswer(to: denial, request, nil, &record)
    }
}
