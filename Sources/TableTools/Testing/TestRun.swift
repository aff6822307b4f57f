import Messages
package import Routing

/// A table's tests, run: what each showed, and which routes none of them reached.
package struct TestRun: Sendable {
    /// One expectation that was not met.
    package struct Difference: Sendable, Hashable {
        /// A key of `expect`.
        package let key: String
        package let expected: String
        package let seen: String
    }

    package struct Result: Sendable {
        package let test: TableTest
        /// Empty where the test passed.
        package let differences: [Difference]
        /// The route that took the request; nil for none.
        package let route: String?
    }

    /// The table's file.
    package let name: String
    package let results: [Result]
    /// In the order of the table.
    package let unreached: [Route]
    package let routeCount: Int

    /// Runs the table's own tests, and others that stand beside it; no difference shows what the table hides.
    package init(of table: RouteTable, and others: [TableTest] = [], secrecy: Secrecy = .none) {
        let router = Router(table)
        name = table.files.first ?? ""
        results = (table.tests + others).enumerated().map { number, test in
            let request = Request(test.request, id: "test-\(number + 1)")
            let explanation = Explanation(request, table, router)
            return Result(
                test: test,
                differences: TestComparison(explanation).differences(from: test.expect).map(secrecy.masked),
                route: explanation.selection?.route.name
            )
        }
        let reached = Set(results.compactMap(\.route))
        unreached = table.routes.filter { !reached.contains($0.name) }
        routeCount = table.routes.count
    }

    package var failures: [Result] { results.filter { !$0.differences.isEmpty } }

    /// How many of a hundred routes some test reaches, rounded down; 100 for a table without routes.
    package var coverage: Int {
        routeCount == 0 ? 100 : (routeCount - unreached.count) * 100 / routeCount
    }
}

extension Secrecy {
    fileprivate func masked(_ difference: TestRun.Difference) -> TestRun.Difference {
        TestRun.Difference(
            key: difference.key,
            expected: masked(difference.expected),
            seen: masked(difference.seen)
        )
    }
}
