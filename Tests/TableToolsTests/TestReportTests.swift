import Routing
import TableTools
import Testing

struct TestReportTests {
    private static let wrong = """
        tests:
          - name: the wrong number
            request: {path: /orders/17}
            expect: {backend: users, path: /orders/17, headers: {x-order-id: "18"}, noHeaders: x-key}
          - name: no <such> route
            request: {method: DELETE, path: /orders/17}
            expect: {route: order}
          - name: the canary's smaller part
            request: {path: /users/1, query: v=2}
            expect: {route: canary, backend: usersNext, path: /next/users/1, query: v=2, host: "10.0.1.30:8080"}
        """

    private static func report(least: Int = 0) throws -> TestReport {
        let files = TableFiles.memory(["shop.test.yml": wrong])
        let tests = try TableTest.load(path: "shop.test.yml", files: files, variables: Variables())
        let table = try Shop.table()
        let run = TestRun(of: table, and: tests, secrecy: Shop.secrecy(table))
        return TestReport([run], leastCoverage: least)
    }

    @Test func `a failure tells what was expected and what was seen`() throws {
        let report = try TestReportTests.report(least: 100)
        #expect(!report.isGood)
        #expect(
            report.text(.plain) == """
                shop.test.yml:2:5: failed: the wrong number (GET /orders/17)
                  backend
                    expected  users
                    seen      orders
                  path
                    expected  /orders/17
                    seen      /v2/orders/17
                  headers.x-order-id
                    expected  18
                    seen      17
                  noHeaders.x-key
                    expected  none
                    seen      ${HOOK_SECRET}

                shop.test.yml:5:5: failed: no <such> route (DELETE /orders/17)
                  route
                    expected  order
                    seen      answer 405 (methodNotAllowed): no route takes the method, only GET, PUT

                shop.yml: 5 tests, 2 failed; 3 of 6 routes reached
                  no test reaches `hook`, `inside`, `users`
                  coverage is 50 %, too few: at least 100 % is asked for

                """
        )
    }

    @Test func `what passes takes one line`() throws {
        let report = TestReport([TestRun(of: try Shop.table())], leastCoverage: 33)
        #expect(report.isGood)
        #expect(
            report.text(.plain) == """
                shop.yml: 2 tests, passed; 2 of 6 routes reached
                  no test reaches `hook`, `inside`, `canary`, `users`

                """
        )
    }

    @Test func `CI systems get JUnit's XML`() throws {
        #expect(
            try TestReportTests.report(least: 100).junit == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites>
                  <testsuite name="shop.yml" tests="6" failures="3">
                    <testcase classname="shop.yml" name="an order"/>
                    <testcase classname="shop.yml" name="the old address"/>
                    <testcase classname="shop.yml" name="the wrong number">
                      <failure message="backend: expected users, seen orders">shop.test.yml:2:5
                backend
                  expected  users
                  seen      orders
                path
                  expected  /orders/17
                  seen      /v2/orders/17
                headers.x-order-id
                  expected  18
                  seen      17
                noHeaders.x-key
                  expected  none
                  seen      ${HOOK_SECRET}</failure>
                    </testcase>
                    <testcase classname="shop.yml" name="no &lt;such&gt; route">
                      <failure message="route: expected order, seen answer 405 (methodNotAllowed): no route takes the method, only GET, PUT">shop.test.yml:5:5
                route
                  expected  order
                  seen      answer 405 (methodNotAllowed): no route takes the method, only GET, PUT</failure>
                    </testcase>
                    <testcase classname="shop.yml" name="the canary's smaller part"/>
                    <testcase classname="shop.yml" name="coverage">
                      <failure message="50 % of the routes are reached, at least 100 % is asked for">no test reaches `hook`
                no test reaches `inside`
                no test reaches `users`</failure>
                    </testcase>
                  </testsuite>
                </testsuites>

                """
        )
    }
}
