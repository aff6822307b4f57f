import Messages
import GatewayEvents

/// A client's request taken apart, the way front ends look at it.
struct SentRequest {
    let request: ClientRequest
    /// The target before the `?`.
    let path: String
    /// The target behind the `?`; empty where there is none.
    let query: String

    init(_ request: ClientRequest) {
        self.request = request
        let mark = request.target.firstIndex(of: "?") ?? request.target.endIndex
        path = String(request.target[..<mark])
        query = String(request.target[mark...].dropFirst())
    }

    /// The values of all fields of a name, in their order.
    func values(_ name: String) -> [String] {
        request.fields.filter { $0.name.canonicalName == name }.map(\.value)
    }

    /// `X-Forwarded-For` as a front end passes it on: the caller's address behind what the client sent.
    var forwardedFor: String { (values("x-forwarded-for") + [request.sourceIP]).joined(separator: ", ") }

    var userAgent: String { values("user-agent").last ?? "" }

    /// The parameters in their order; one without `=` has an empty value.
    var parameters: [(name: String, value: String)] {
        query.split(separator: "&").map { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
        }
    }

    /// The parameters decoded, with `+` for a space.
    var decodedParameters: [(name: String, value: String)] {
        parameters.map { (PercentText.decodedParameter($0.name), PercentText.decodedParameter($0.value)) }
    }
}

/// Names with all their values, in the order in which the names came first.
struct ValueLists {
    private(set) var lists: [(name: String, values: [String])] = []

    init(_ pairs: some Sequence<(name: String, value: String)>) {
        for (name, value) in pairs { add(name, value) }
    }

    mutating func add(_ name: String, _ value: String) {
        if let place = lists.firstIndex(where: { $0.name == name }) {
            lists[place].values.append(value)
        } else {
            lists.append((name, [value]))
        }
    }

    /// Puts a name's one value in the place of all that it had.
    mutating func set(_ name: String, _ value: String) {
        lists.removeAll { $0.name.lowercased() == name.lowercased() }
        lists.append((name, [value]))
    }

    /// A map of each name's last value.
    var lastValues: JSONValue { .members(lists.map { ($0.name, .text($0.values.last ?? "")) }) }

    /// A map of each name's values joined.
    var joined: JSONValue { .members(lists.map { ($0.name, .text($0.values.joined(separator: ","))) }) }

    /// A map of lists.
    var all: JSONValue { .members(lists.map { ($0.name, .texts($0.values)) }) }

    var isEmpty: Bool { lists.isEmpty }
}
