import HTTPTypes
import Messages

/// A condition of a match that a request does not fulfil, for people.
package struct ConditionFailure: Sendable, Hashable {
    /// Where it stands under `match`: `path`, `methods`, `headers.x-beta`.
    package let condition: String
    /// What it asks for.
    package let expected: String
    /// What the request has there; nil for nothing.
    package let seen: String?
}

extension Match {
    /// The first condition that does not hold, nil where all do; off the hot path.
    ///
    /// Each condition is evaluated as a match of its own, so that this can't disagree with what decides. Host and
    /// path come first, as in the index; then the order is that of the evaluation.
    package func firstFailure(in subject: Subject) throws(RegexFailure) -> ConditionFailure? {
        if try matches(subject) { return nil }
        // A regex without an answer behind a condition that fails was never asked.
        guard let part = parts.first(where: { $0.fails(for: subject) }) else {
            return ConditionFailure(condition: "match", expected: "conditions that hold", seen: nil)
        }
        return ConditionFailure(
            condition: part.condition,
            expected: part.expected,
            seen: try part.seen(subject)
        )
    }

    /// Whether the index looks at the match for this request: its host holds, and its path unless it is a regex.
    package func isLookedAt(for subject: Subject) -> Bool {
        let pathHolds =
            if case .regex = path { true } else { Match(path: path).holdsSurely(subject) }
        return pathHolds && Match(hosts: hosts).holdsSurely(subject)
    }

    private func holdsSurely(_ subject: Subject) -> Bool {
        do throws(RegexFailure) { return try matches(subject) } catch { return false }
    }

    /// One condition of a match, as a match of its own.
    fileprivate struct Part {
        let condition: String
        let expected: String
        let match: Match
        let seen: (Subject) throws(RegexFailure) -> String?

        func fails(for subject: Subject) -> Bool {
            do throws(RegexFailure) { return try !match.matches(subject) } catch { return false }
        }
    }

    private var parts: [Part] {
        var parts: [Part] = []
        if !hosts.isEmpty {
            let expected = Match.anyOf(hosts.map(\.description))
            parts.append(Part(condition: "hosts", expected: expected, match: Match(hosts: hosts)) { $0.host })
        }
        var pathPart: [Part] = []
        if let path {
            pathPart = [
                Part(condition: "path", expected: path.expectation, match: Match(path: path)) { $0.path.text }
            ]
        }
        let pathIsRegex = if case .regex = path { true } else { false }
        if !pathIsRegex { parts += pathPart }
        if !methods.isEmpty {
            let expected = Match.anyOf(methods.map(\.rawValue))
            let match = Match(methods: methods)
            parts.append(Part(condition: "methods", expected: expected, match: match) { $0.method.rawValue })
        }
        parts += textParts(withRegex: false)
        if !sourceIps.isEmpty {
            let expected = Match.anyOf(sourceIps.map(\.description))
            parts.append(
                Part(condition: "sourceIps", expected: expected, match: Match(sourceIps: sourceIps)) {
                    $0.request.origin.sourceAddress?.description
                }
            )
        }
        if pathIsRegex { parts += pathPart }
        return parts + textParts(withRegex: true) + excludedPart
    }

    private func textParts(withRegex: Bool) -> [Part] {
        headers.filter { ($0.test.regex != nil) == withRegex }.map { condition in
            Part(
                condition: "headers.\(condition.name.rawName)",
                expected: condition.test.expectation,
                match: Match(headers: [condition]),
                seen: { condition.withValue(in: $0.request.fields, Match.text) }
            )
        }
            + query.filter { ($0.test.regex != nil) == withRegex }.map { condition in
                Part(
                    condition: "query.\(condition.name)",
                    expected: condition.test.expectation,
                    match: Match(query: [condition]),
                    seen: { condition.withValue(in: $0.request.query, Match.text) }
                )
            }
    }

    private var excludedPart: [Part] {
        guard case .match(let match) = excluded else { return [] }
        let conditions = match.parts.map { "`\($0.condition)` \($0.expected)" }.joined(separator: " and ")
        return [
            Part(condition: "not", expected: "not \(conditions)", match: Match(excluded: excluded)) {
                subject throws(RegexFailure) in
                let seen = match.parts.compactMap { part in part.description(of: subject) }
                return seen.joined(separator: " and ")
            }
        ]
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: bytes.bytes(in: 0..<bytes.count), as: UTF8.self)
    }

    private static func anyOf(_ names: [String]) -> String {
        names.map { "`\($0)`" }.joined(separator: " or ")
    }
}

extension Match.Part {
    fileprivate func description(of subject: Subject) -> String? {
        do throws(RegexFailure) {
            return try seen(subject).map { "`\(condition)` is `\($0)`" } ?? "`\(condition)` is not there"
        } catch {
            return nil
        }
    }
}

extension PathPattern {
    /// What the path has to be, for people.
    package var expectation: String {
        switch self {
        case .exact(let path): "`\(path.text)`"
        case .template(let template): "`\(template.text)`"
        case .prefix(let prefix): "beginning with `\(prefix.isEmpty ? "/" : prefix)`"
        case .regex(let regex): "matching `\(regex.text)`"
        }
    }
}
