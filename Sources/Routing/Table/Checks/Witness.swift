import HTTPTypes
import Messages

/// One of the requests that a match takes, with a path that others take too: made so that as few as possible do.
///
/// Most matches live, and a witness that nothing before takes shows it without any set of requests. What the match
/// says nothing of is a fresh value: one that is there and that no match names.
struct Witness {
    let match: Match
    /// One of the match's hosts; nil where it has none, for a host that no match names.
    let host: HostPattern?
    /// One of the match's methods; nil where it has none, for a method that no match names.
    let method: HTTPRequest.Method?

    /// The value of a header or parameter.
    private enum Value {
        case absent
        case exactly(String)
        case fresh
    }

    /// Whether a match that takes the path takes the witness as well, and could be part of a cover; in doubt true.
    func isTaken(by other: Match) -> Bool {
        guard !other.isIncomplete, takesMethod(other), takesHost(other), holdsUndecided(other) else {
            return false
        }
        for condition in other.headers {
            let own = match.headers.filter { $0.name == condition.name }
            guard isTaken(by: condition.test, own.map(\.test)) else { return false }
        }
        for condition in other.query {
            let own = match.query.filter { $0.name == condition.name }
            guard isTaken(by: condition.test, own.map(\.test)) else { return false }
        }
        return true
    }

    private func takesMethod(_ other: Match) -> Bool {
        guard !other.methods.isEmpty else { return true }
        guard let method else { return false }
        return other.methods.contains(method)
    }

    private func takesHost(_ other: Match) -> Bool {
        guard !other.hosts.isEmpty else { return true }
        guard let host else { return false }
        return other.hosts.contains { $0.covers(host) }
    }

    /// What sets say nothing of has to be asked by both.
    private func holdsUndecided(_ other: Match) -> Bool {
        if !other.sourceIps.isEmpty, match.sourceIps.isEmpty { return false }
        if case .match = other.excluded, case .nothing = match.excluded { return false }
        return true
    }

    private func isTaken(by test: TextTest, _ own: [TextTest]) -> Bool {
        switch value(own) {
        case .absent: return test.isPresent == false
        case .exactly(let text): return test.isPresent != false && (test.exact == nil || test.exact == text)
        case .fresh:
            if test.isPresent == false || test.exact != nil { return false }
            // A test that is no set is part of a cover only where the match asks the same.
            return !own.isEmpty || test.isPresenceAlone
        }
    }

    private func value(_ own: [TextTest]) -> Value {
        for test in own where test.isPresent == false { return .absent }
        for test in own { if let exact = test.exact { return .exactly(exact) } }
        return .fresh
    }
}

extension Witness {
    /// A path that the match takes and that as few others as possible take.
    static func path(of match: Match) -> CanonicalPath {
        switch match.path {
        case nil, .regex: return CanonicalPath(canonical: "/~any~/~any~")
        case .exact(let path): return path
        case .prefix(let prefix): return CanonicalPath(canonical: prefix + "/~any~/~any~")
        case .template(let template):
            var bytes: [UInt8] = []
            bytes.reserveCapacity(template.text.utf8.count + 16)
            for segment in template.segments {
                switch segment {
                case .literal(let literal):
                    bytes.append(UInt8(ascii: "/"))
                    bytes.append(contentsOf: literal.utf8)
                case .capture: bytes.append(contentsOf: "/~any~".utf8)
                case .rest: bytes.append(contentsOf: "/~any~/~any~".utf8)
                }
            }
            return CanonicalPath(canonical: String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension TextTest {
    /// Whether it asks for a value, whatever it is.
    fileprivate var isPresenceAlone: Bool {
        prefix == nil && suffix == nil && contains == nil && regex == nil
    }
}
