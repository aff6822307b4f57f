import Messages

/// Which conditions an evaluation may take for granted.
struct Granted: OptionSet {
    let rawValue: UInt8
    /// A path that is no regex was found by the index.
    static var path: Granted { Granted(rawValue: 1) }
    static var methods: Granted { Granted(rawValue: 2) }
    static var hosts: Granted { Granted(rawValue: 4) }
}

extension Match {
    /// Whether all conditions hold.
    ///
    /// The order is fixed, cheap ones before regexes, since a regex may have no
    /// answer: methods, hosts, path, source, headers, query; then the regexes of path, headers, query; then `not`.
    package func matches(_ subject: Subject) throws(RegexFailure) -> Bool {
        try evaluate(subject, granted: []) == .holds
    }

    func evaluate(_ subject: Subject, granted: Granted) throws(RegexFailure) -> Truth {
        guard cheapConditionsHold(subject, granted) else { return .fails }
        let source = sourceTruth(subject)
        if source == .fails { return .fails }
        guard try regexesHold(subject) else { return .fails }
        guard case .match(let match) = excluded else { return source }
        switch try match.evaluate(subject, granted: []) {
        case .holds: return .fails
        case .fails: return source
        case .unknown: return .unknown
        }
    }

    private func cheapConditionsHold(_ subject: Subject, _ granted: Granted) -> Bool {
        if !granted.contains(.methods), !methods.isEmpty, !methods.contains(subject.method) { return false }
        if !granted.contains(.hosts), !hosts.isEmpty, !hostHolds(subject.host) { return false }
        if !granted.contains(.path), !pathHoldsCheaply(subject.path) { return false }
        let (headers, query) = (headers.span, query.span)
        for index in headers.indices where !headers[index].holdsCheaply(for: subject) { return false }
        for index in query.indices where !query[index].holdsCheaply(for: subject) { return false }
        return true
    }

    private func hostHolds(_ host: String?) -> Bool {
        guard let host else { return false }
        return hosts.contains { $0.matches(host) }
    }

    private func pathHoldsCheaply(_ path: CanonicalPath) -> Bool {
        switch self.path {
        case nil, .regex: true
        case .exact(let exact): exact.text == path.text
        case .template(let template): template.matches(path)
        case .prefix(let prefix): path.isCovered(byPrefix: prefix)
        }
    }

    private func sourceTruth(_ subject: Subject) -> Truth {
        guard !sourceIps.isEmpty else { return .holds }
        guard let address = subject.request.origin.sourceAddress else { return .unknown }
        return Truth(sourceIps.contains { $0.contains(address) })
    }

    private func regexesHold(_ subject: Subject) throws(RegexFailure) -> Bool {
        if case .regex(let regex) = path {
            guard try regex.matches(subject.path.text.utf8.span, isUTF8: true) else { return false }
        }
        let (headers, query) = (headers.span, query.span)
        for index in headers.indices where headers[index].test.regex != nil {
            guard try headers[index].regexHolds(for: subject) else { return false }
        }
        for index in query.indices where query[index].test.regex != nil {
            guard try query[index].regexHolds(for: subject) else { return false }
        }
        return true
    }
}
