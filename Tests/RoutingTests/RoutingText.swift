import HTTPTypes
import Messages

@testable import Routing

/// Requests and tables as text.
enum RoutingText {
    static func table(_ text: String) throws -> RouteTable {
        try RouteTable.load(Array("version: 1\n\(text)\n".utf8), named: "t.yml", variables: Variables([:]))
    }

    /// A request from its first line, `METHOD target`, and its fields.
    static func request(_ text: String, _ origin: RequestOrigin) -> Request {
        let lines = text.split(separator: "\n")
        let words = (lines.first ?? "").split(separator: " ", maxSplits: 1)
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var request = Request(
            id: "id-1",
            method: HTTPRequest.Method(String(words[0])) ?? .get,
            path: RawPath(String(target[0])),
            query: target.count > 1 ? String(target[1]) : nil,
            origin: origin
        )
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            guard let name = FieldName(String(parts[0])) else { continue }
            request.fields.append(Field(name: name, value: String(parts[1])))
        }
        return request
    }

    static func text(_ request: OutgoingRequest) -> String {
        "\(request.method.rawValue) \(request.target)" + text(request.fields)
    }

    static func text(_ fields: Fields) -> String {
        fields.map { "\n\($0.name.rawName): \($0.value)" }.joined()
    }
}
