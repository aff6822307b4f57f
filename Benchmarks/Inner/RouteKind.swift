import HTTPTypes
import Messages

/// A kind of route, of which tables of any size are made, and requests that take a route of them.
enum RouteKind: String, CaseIterable {
    case exact, prefix, template, regex
    /// All of them but regexes in turn, some with hosts, methods and header conditions.
    case mixed

    /// The YAML of a table with so many routes.
    func table(_ count: Int) -> [UInt8] {
        var text = "version: 1\nbackends: {one: http://10.0.0.1:8080}\nroutes:\n"
        for number in 0..<count {
            text += "  - {name: route-\(number), match: \(match(number)), backend: one}\n"
        }
        return Array(text.utf8)
    }

    private func match(_ number: Int) -> String {
        switch self {
        case .exact: "{path: \(path(number))}"
        case .prefix: "{path: {prefix: /area-\(number % 100)/part-\(number)}}"
        case .template: "{path: \"/area-\(number % 100)/part-\(number)/{id}\"}"
        case .regex: "{path: {regex: '/area-\(number)/[a-z]+/(?<id>[0-9]+)'}}"
        case .mixed:
            switch number % 5 {
            case 0: "{path: \(path(number)), methods: [GET, HEAD]}"
            case 1: "{path: {prefix: /area-\(number % 100)/part-\(number)}}"
            case 2: "{path: \"/area-\(number % 100)/part-\(number)/{id}\", hosts: api.example.com}"
            case 3: "{path: {prefix: /area-\(number % 100)/part-\(number)}, headers: {x-tenant: one}}"
            default: "{path: \"/area-\(number % 100)/part-\(number)/{rest+}\"}"
            }
        }
    }

    /// A path that the route of a number takes, and no other.
    private func path(_ number: Int) -> String {
        switch self {
        case .regex: "/area-\(number)/things/42"
        case .exact: "/area-\(number % 100)/part-\(number)/page"
        case .prefix, .template: "/area-\(number % 100)/part-\(number)/42"
        case .mixed:
            number % 5 == 0 ? "/area-\(number % 100)/part-\(number)/page" : RouteKind.template.path(number)
        }
    }

    /// A request for the route of a number; for none where it is nil.
    func request(_ number: Int?) -> Request {
        Request(
            id: "5f0c8a4e-6d1b-4f7a-9c3e-2b1a0d9e8f7c",
            method: .get,
            path: RawPath(number.map(path) ?? "/area-7/nothing/here"),
            query: "page=2",
            fields: [
                .known("Host"): "api.example.com", .accept: "*/*", .known("Accept-Language"): "en",
                .userAgent: "benchmark",
                .cookie: "theme=dark", .known("Referer"): "https://shop.example.com/",
                .known("X-Tenant"): "one",
            ]
        )
    }
}
