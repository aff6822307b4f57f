import Messages
import Routing

/// Holds what became of a request against what a test expects.
struct TestComparison {
    private let explanation: Explanation

    init(_ explanation: Explanation) {
        self.explanation = explanation
    }

    func differences(from expect: TableTest.Expectation) -> [TestRun.Difference] {
        let sent = self.sent(to: expect.backend)
        let target = sent?.request.target
        let query = target.map { $0.contains("?") ? String($0.drop { $0 != "?" }.dropFirst()) : "" }
        var found = [
            compare("route", expect.route, explanation.selection?.route.name),
            expect.backend.flatMap { compare("backend", $0, backends(or: $0)) },
            compare("status", expect.status.map(String.init), status),
            compare("path", expect.path, target.map { String($0.prefix { $0 != "?" }) }),
            compare("query", expect.query, query),
            compare("host", expect.host, sent?.request.fields[.host]),
            compare("location", expect.location, answer?.fields[.location]),
        ].compactMap { $0 }
        found += headers(expect.headers, in: sent?.request.fields ?? answer?.fields)
        found += absentHeaders(expect.noHeaders, in: sent?.request.fields ?? answer?.fields)
        return found
    }

    private func compare(_ key: String, _ expected: String?, _ seen: String?) -> TestRun.Difference? {
        guard let expected, expected != seen else { return nil }
        return TestRun.Difference(key: key, expected: expected, seen: seen ?? outcome)
    }

    /// The request for the backend that is expected, else for the likeliest.
    private func sent(to backend: String?) -> Explanation.Sent? {
        guard case .sent(let all) = explanation.outcome else { return nil }
        return all.first { $0.target.backend.name == backend } ?? all.first
    }

    /// The names of all backends, or the one alone if it is among them.
    private func backends(or name: String) -> String? {
        guard case .sent(let all) = explanation.outcome else { return nil }
        if all.contains(where: { $0.target.backend.name == name }) { return name }
        return all.map(\.target.backend.name).joined(separator: " or ")
    }

    private var answer: Response? {
        guard case .answered(let response) = explanation.outcome else { return nil }
        return response
    }

    private var status: String? {
        switch explanation.outcome {
        case .denied(_, let status, _): String(status)
        case .answered(let response): String(response.status)
        case .sent: nil
        }
    }

    /// What happened in place of what was expected.
    private var outcome: String {
        switch explanation.outcome {
        case .denied(let kind, let status, let cause): "answer \(status) (\(kind.rawValue)): \(cause)"
        case .answered(let response): "answer \(response.status)"
        case .sent(let all): "nothing, sent to \(all.map(\.target.backend.name).joined(separator: " or "))"
        }
    }

    private func headers(_ expected: [TestField], in fields: Fields?) -> [TestRun.Difference] {
        var names: [FieldName] = []
        for field in expected where !names.contains(field.name) { names.append(field.name) }
        return names.compactMap { name in
            let wanted = expected.filter { $0.name == name }.map(\.value)
            let values = fields.map { $0[fields: name].map(\.value) } ?? []
            guard wanted != values else { return nil }
            let seen = values.isEmpty ? "none" : values.joined(separator: ", ")
            return TestRun.Difference(
                key: "headers.\(name.rawName)",
                expected: wanted.joined(separator: ", "),
                seen: fields == nil ? outcome : seen
            )
        }
    }

    private func absentHeaders(_ names: [FieldName], in fields: Fields?) -> [TestRun.Difference] {
        names.compactMap { name in
            guard let values = fields?[fields: name].map(\.value), !values.isEmpty else { return nil }
            return TestRun.Difference(
                key: "noHeaders.\(name.rawName)",
                expected: "none",
                seen: values.joined(separator: ", ")
            )
        }
    }
}
