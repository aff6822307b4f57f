import Messages
import Routing

/// Which route a request takes, in tables of any size.
enum DecisionCases {
    private static let sizes = [10, 1000, 10_000]

    static var all: [BenchmarkCase] {
        RouteKind.allCases.flatMap { kind in
            sizes.flatMap { size in
                [
                    decision(kind, size, "first", [0]), decision(kind, size, "middle", [size / 2]),
                    decision(kind, size, "last", [size - 1]), decision(kind, size, "miss", [nil]),
                    // Routes all over the table, so that what one decision needs is not in the cache from the last.
                    decision(kind, size, "any", (0..<997).map { $0 * 7919 % size }),
                ]
            }
        }
    }

    private static func decision(
        _ kind: RouteKind,
        _ size: Int,
        _ place: String,
        _ routes: [Int?]
    ) -> BenchmarkCase {
        BenchmarkCase("decide/\(kind.rawValue)-\(size)/\(place)", counted: 200) {
            let router = try router(kind, size)
            let requests = routes.map(kind.request)
            for (request, route) in zip(requests, routes) { try check(router.decide(request), route) }
            var next = 0
            return .work {
                keep(router.decide(requests[next]))
                next = next + 1 == requests.count ? 0 : next + 1
            }
        }
    }

    /// The table of the last case, which the next one mostly wants too: the largest take a while to load.
    nonisolated(unsafe) private static var last: (kind: RouteKind, size: Int, router: Router)?

    private static func router(_ kind: RouteKind, _ size: Int) throws -> Router {
        if let last = unsafe last, last.kind == kind, last.size == size { return last.router }
        let table = try RouteTable.load(kind.table(size), named: "routes.yml", variables: Variables())
        let router = Router(table)
        unsafe last = (kind, size, router)
        return router
    }

    private static func check(_ decision: Decision, _ route: Int?) throws {
        var found: String?
        if case .matched(let selection) = decision { found = selection.route.name }
        let wanted = route.map { "route-\($0)" }
        guard found == wanted else {
            throw WrongRoute(description: "\(found ?? "none") for \(wanted ?? "none")")
        }
    }
}

/// A decision that is not the one that the case is about.
private struct WrongRoute: Error, CustomStringConvertible {
    let description: String
}
