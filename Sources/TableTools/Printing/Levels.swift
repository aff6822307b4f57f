/// How settings of defaults, backend and route become one, on what is written; the same rules as in loading.
enum Levels {
    /// What a backend may give besides defaults and routes.
    static let ofBackends = ["timeouts", "retry", "requestHeaders", "responseHeaders", "hostHeader"]
    /// What only defaults and routes give, for every action and for those that have a backend.
    static let ofEveryRoute = ["allow", "cors", "maxBody", "via"]
    static let ofForwarding = ["response", "forwarded", "preserveLocation"]

    /// The later level on top of the earlier, for one key.
    static func merged(_ key: String, _ earlier: Printed?, _ later: Printed?) -> Printed? {
        guard let later else { return earlier }
        guard let earlier else { return later }
        switch key {
        case "timeouts", "retry", "cors":
            return later.members.reduce(earlier) { result, member in
                var result = result
                result[member.name] = member.value
                return result
            }
        case "requestHeaders", "responseHeaders": return headers(earlier, later)
        default: return later
        }
    }

    /// One action a name, and the later level's wins.
    private static func headers(_ earlier: Printed, _ later: Printed) -> Printed {
        let named = Set(later.members.flatMap { names(in: $0.value) })
        var result = Printed.map([])
        for member in earlier.members { result[member.name] = without(named, member.value) }
        for member in later.members {
            switch (result[member.name], member.value) {
            case (.map(let kept), .map(let added)): result[member.name] = .map(kept + added)
            case (let kept?, let added): result[member.name] = .list(kept.elements + added.elements)
            case (nil, let added): result[member.name] = added
            }
        }
        return result
    }

    private static func names(in changes: Printed) -> [String] {
        if case .map(let members) = changes { return members.map { $0.name.lowercased() } }
        return changes.elements.compactMap { $0.text?.lowercased() }
    }

    /// Nil where nothing is left.
    private static func without(_ names: Set<String>, _ changes: Printed) -> Printed? {
        if case .map(let members) = changes {
            let kept = members.filter { !names.contains($0.name.lowercased()) }
            return kept.isEmpty ? nil : .map(kept)
        }
        let kept = changes.elements.filter { !names.contains($0.text?.lowercased() ?? "") }
        return kept.isEmpty ? nil : .list(kept)
    }
}
