import Routing
import TableTools
import Testing

struct EffectiveTableTests {
    private static let files = TableFiles.memory([
        "prod.yml": """
        version: 1
        include: [services.yml]
        defaults:
          timeouts: {connect: 500ms}
          requestHeaders: {remove: [x-token, x-old], set: {x-stage: "${STAGE}"}}
          responseHeaders: {set: {server: none}}
          via: true
        stripStage: never
        backends:
          orders: {url: "http://${HOST}:8080", timeouts: {request: 3s}}
          next: http://10.0.0.9
        """,
        "services.yml": """
        backends:
          orders: http://10.0.0.1
        routes:
          - match: {path: {prefix: /}, headers: {x-a: "1"}}
            backends: [orders, {name: next, weight: 0}]
          - name: order
            match: {path: /orders}
            backend: orders
            timeouts: {connect: 1s}
            requestHeaders: {set: {X-OLD: new}, remove: x-gone}
            verify: {token: {header: x-key}, secret: plain}
          - name: gone
            match: {path: /gone}
            respond: {status: 410, body: "gone: ${STAGE} $${{x}"}
        """,
    ])
    private static let variables = Variables(["HOST": "10.7.7.7", "STAGE": "prod"])

    private static func table() throws -> RouteTable {
        try RouteTable.load(path: "prod.yml", files: files, variables: variables)
    }

    private static func effective(
        reveals: Bool = false,
        order: MatchOrder? = nil
    ) throws -> EffectiveTable {
        let table = try table()
        return EffectiveTable(table, files: files, variables: variables, reveals: reveals, order: order)
    }

    @Test func `files are one, defaults stand where they hold, and secrets stay hidden`() throws {
        #expect(
            try EffectiveTableTests.effective().printed.yaml == """
                version: 1
                stripStage: never
                backends:
                  orders:
                    url: "http://${HOST}:8080"
                    timeouts: {connect: 500ms, request: 3s}
                    requestHeaders: {remove: [x-token, x-old], set: {x-stage: "${STAGE}"}}
                    responseHeaders: {set: {server: none}}
                  next:
                    url: http://10.0.0.9
                    timeouts: {connect: 500ms}
                    requestHeaders: {remove: [x-token, x-old], set: {x-stage: "${STAGE}"}}
                    responseHeaders: {set: {server: none}}
                routes:
                  - name: route-1
                    match: {path: {prefix: /}, headers: {x-a: "1"}}
                    backends: [orders, {name: next, weight: 0}]
                    via: true
                  - name: order
                    match: {path: /orders}
                    backend: orders
                    timeouts: {connect: 1s, request: 3s}
                    requestHeaders: {remove: [x-token, x-gone], set: {x-stage: "${STAGE}", X-OLD: new}}
                    verify: {token: {header: x-key}, secret: "(secret)"}
                    responseHeaders: {set: {server: none}}
                    via: true
                  - name: gone
                    match: {path: /gone}
                    respond: {status: 410, body: "gone: ${STAGE} $${{x}"}
                    via: true
                    responseHeaders: {set: {server: none}}

                """
        )
    }

    @Test func `the order is the one in which routes are tried`() throws {
        let yaml = try EffectiveTableTests.effective(order: .specificity).printed.yaml
        let names = yaml.split(separator: "\n").filter { $0.hasPrefix("  - name: ") }.map { $0.dropFirst(10) }
        #expect(names == ["order", "gone", "route-1"])
        #expect(yaml.hasPrefix("version: 1\nmatchOrder: specificity\n"))
    }

    @Test func `what is revealed is what the table works with`() throws {
        let yaml = try EffectiveTableTests.effective(reveals: true).printed.yaml
        #expect(
            yaml.contains(#"url: http://10.7.7.7:8080"#) || yaml.contains(#"url: "http://10.7.7.7:8080""#)
        )
        #expect(yaml.contains("secret: plain"))
        #expect(yaml.contains(#"body: "gone: prod $${{x}""#))
    }

    @Test(arguments: [false, true])
    func `what is printed is a table that means the same`(_ asJSON: Bool) throws {
        let printed = try EffectiveTableTests.effective(reveals: true).printed
        let text = asJSON ? printed.json : printed.yaml
        let files = TableFiles.memory(["again.yml": text])
        let again = try RouteTable.load(path: "again.yml", files: files, variables: Variables())
        #expect(again.routes.map(\.name) == ["route-1", "order", "gone"])
        let first = try EffectiveTableTests.table()
        #expect(
            first.routes.map(EffectiveTableTests.settings) == again.routes.map(EffectiveTableTests.settings)
        )
        let second = EffectiveTable(again, files: files, variables: Variables(), reveals: true)
        #expect(second.printed.json == printed.json)
    }

    private static func settings(_ route: Route) -> [String] {
        let policies = route.policies
        guard case .forward(let forward) = route.action else {
            return ["\(policies.via) \(policies.responseHeaders.changes)"]
        }
        var found = ["\(policies.via)"]
        for target in forward.targets {
            found.append(
                "\(target.timeouts) \(target.weight) \(target.backend.endpoints.map(\.url.authority))"
            )
            found += target.requestHeaders.changes.map { "\($0)" }.sorted()
            found += target.responseHeaders.changes.map { "\($0)" }
        }
        return found
    }
}
