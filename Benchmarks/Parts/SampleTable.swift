/// The route table that the forwarder serves in the benchmark: a hundred routes of all kinds, of which those
/// that the workloads take stand last.
package enum SampleTable {
    /// The table's YAML, for a backend on a port of 127.0.0.1.
    package static func text(backendPort port: Int) -> String {
        """
        version: 1
        defaults:
          timeouts: {connect: 500ms, request: 20s}
        backends:
          measured: http://127.0.0.1:\(port)
          unused: http://127.0.0.1:9
        routes:
        \((0..<95).map(route).joined(separator: "\n"))
          - {name: order, match: {path: "/orders/{id}", methods: [GET]}, backend: measured, \
        requestHeaders: {set: {x-order-id: "{id}"}}, responseHeaders: {remove: [server]}}
          - {name: orders, match: {path: /orders, methods: [POST]}, backend: measured}
          - {name: upload, match: {path: {prefix: /upload}, methods: [POST, PUT]}, backend: measured}
          - {name: console, match: {hosts: console.example.com}, backend: unused}
          - {name: everything-else, match: {path: {prefix: /}}, respond: {status: 404}}

        """
    }

    /// One of those that stand before them.
    private static func route(_ number: Int) -> String {
        let match =
            switch number % 5 {
            case 0: "{path: /pages/page-\(number), methods: [GET, HEAD]}"
            case 1: "{path: \"/areas/area-\(number)/{id}\"}"
            case 2: "{path: {prefix: /files/folder-\(number)}}"
            case 3: "{path: {regex: '/old-\(number)/[a-z]+/(?<id>[0-9]+)'}}"
            default: "{path: {prefix: /orders}, headers: {x-tenant: tenant-\(number)}}"
            }
        return "  - {name: route-\(number), match: \(match), backend: unused}"
    }
}
