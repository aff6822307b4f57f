import HTTPTypes
package import Routing

/// Runs of tests as people and machines read them.
package struct TestReport {
    private let runs: [TestRun]
    private let leastCoverage: Int

    /// `leastCoverage` is in percent of the routes of each table.
    package init(_ runs: [TestRun], leastCoverage: Int = 0) {
        self.runs = runs
        self.leastCoverage = leastCoverage
    }

    /// Whether every test passed and every table is covered as far as it has to be.
    package var isGood: Bool { runs.allSatisfy { $0.failures.isEmpty && $0.coverage >= leastCoverage } }

    /// Failures with what was expected and seen, and a summary of each table.
    package func text(_ style: Style) -> String {
        runs.flatMap { run in run.failures.flatMap { lines(of: $0, style) } + summary(of: run, style) }
            .map { $0 + "\n" }.joined()
    }

    private func lines(of result: TestRun.Result, _ style: Style) -> [String] {
        let test = result.test
        let request = "\(test.request.method.rawValue) \(test.request.path)"
        return ["\(test.place): \(style.bad("failed")): \(test.name) (\(request))".printable(in: style)]
            + result.differences.flatMap { difference in
                [
                    "  \(difference.key)",
                    "    expected  \(difference.expected)".printable,
                    "    seen      \(difference.seen)".printable,
                ]
            } + [""]
    }

    private func summary(of run: TestRun, _ style: Style) -> [String] {
        let failed = run.failures.count
        let tests = run.results.count == 1 ? "1 test" : "\(run.results.count) tests"
        let outcome = failed == 0 ? style.good("passed") : style.bad("\(failed) failed")
        let reached = run.routeCount - run.unreached.count
        var lines = ["\(run.name): \(tests), \(outcome); \(reached) of \(run.routeCount) routes reached"]
        if !run.unreached.isEmpty {
            lines.append("  no test reaches \(run.unreached.map { "`\($0.name)`" }.joined(separator: ", "))")
        }
        if run.coverage < leastCoverage {
            let few = style.bad("too few")
            lines.append("  coverage is \(run.coverage) %, \(few): at least \(leastCoverage) % is asked for")
        }
        return lines
    }

    /// GitHub's annotations, one a failure and one a route that nothing reaches where too few are.
    package var annotations: [Diagnostic] {
        runs.flatMap { run in
            run.failures.map { result in
                let differences = result.differences.map {
                    "`\($0.key)` expected `\($0.expected)`, seen `\($0.seen)`"
                }
                return Diagnostic(
                    .error,
                    .failedTest,
                    "the test `\(result.test.name)` failed: \(differences.joined(separator: "; "))",
                    at: result.test.place
                )
            }
                + (run.coverage < leastCoverage ? run.unreached : []).map {
                    Diagnostic(
                        .error,
                        .untestedRoute,
                        "no test reaches the route `\($0.name)`",
                        at: $0.place
                    )
                }
        }
    }

    /// JUnit's XML, as CI systems read it: a suite a table, a case a test, and one for the coverage.
    package var junit: String {
        let suites = runs.map { run in
            let cases = run.results.map { JUnit.testCase($0, in: run.name) } + coverageCase(run)
            let failed = run.failures.count + (run.coverage < leastCoverage ? 1 : 0)
            let counts = #"tests="\#(cases.count)" failures="\#(failed)""#
            return #"  <testsuite name="\#(XMLText.escaped(run.name))" \#(counts)>"# + "\n" + cases.joined()
                + "  </testsuite>\n"
        }
        return #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<testsuites>\n" + suites.joined()
            + "</testsuites>\n"
    }

    private func coverageCase(_ run: TestRun) -> [String] {
        guard leastCoverage > 0 else { return [] }
        let message = "\(run.coverage) % of the routes are reached, at least \(leastCoverage) % is asked for"
        let text = run.unreached.map { "no test reaches `\($0.name)`" }.joined(separator: "\n")
        let failure = run.coverage < leastCoverage ? (message, text) : nil
        return [JUnit.testCase("coverage", in: run.name, failure)]
    }
}

extension String {
    /// Without controls, save those that the style itself puts there.
    fileprivate func printable(in style: Style) -> String { style.isColoured ? self : printable }
}
