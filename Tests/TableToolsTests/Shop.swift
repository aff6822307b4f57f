import Routing
import TableTools

/// The small table that the commands' output is shown on.
enum Shop {
    static let text = """
        version: 1
        defaults:
          timeouts: {request: 5s}
        backends:
          build: http://10.0.3.7:8080
          orders: http://10.0.1.10:8080
          users: http://10.0.1.20:8080
          usersNext: {url: "http://10.0.1.30:8080/next", timeouts: {connect: 200ms}}
        routes:
          - name: hook
            match:
              path: /hooks/github
              methods: [POST]
              headers: {x-github-event: {regex: push|pull_request}}
            verify: {preset: github, secret: "${HOOK_SECRET}"}
            backend: build
          - name: order
            match: {path: "/orders/{id}", methods: [GET, PUT]}
            backend: orders
            rewrite: {path: "/v2/orders/{id}"}
            requestHeaders: {set: {x-order-id: "{id}", x-key: "${HOOK_SECRET}"}}
          - name: inside
            match:
              - {path: {prefix: /inside}, not: {headers: {x-edge: {present: true}}}}
              - {hosts: inside.example.com}
            allow: {sourceIps: 10.0.0.0/8}
            respond: {status: 204}
          - name: old
            match: {path: {prefix: /old}}
            redirect: {path: {replacePrefix: /orders}, status: 301}
          - name: canary
            match: {path: {prefix: /users}, query: {v: "2"}}
            backends: [{name: users, weight: 9}, {name: usersNext, weight: 1}]
          - name: users
            match: {path: {prefix: /users}}
            backend: users
        tests:
          - name: an order
            request: {path: /orders/17}
            expect: {route: order, backend: orders, path: /v2/orders/17, headers: {x-order-id: "17"}}
          - name: the old address
            request: {host: shop.example.com, path: /old/17, query: a=1}
            expect: {status: 301, location: "https://shop.example.com/orders/17?a=1"}
        """

    static let variables = Variables(["HOOK_SECRET": "a-secret-of-ours"])

    static func files(_ text: String = Shop.text, named name: String = "shop.yml") -> TableFiles {
        .memory([name: text])
    }

    static func table(_ text: String = Shop.text, named name: String = "shop.yml") throws -> RouteTable {
        try RouteTable.load(path: name, files: files(text, named: name), variables: variables)
    }

    static func secrecy(_ table: RouteTable) -> Secrecy {
        Secrecy(of: table, files: files(), variables: variables)
    }
}
