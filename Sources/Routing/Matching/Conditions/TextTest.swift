/// What a header's or a query parameter's value has to be; all that is given has to hold.
package struct TextTest: Sendable {
    package var exact: String?
    package var prefix: String?
    package var suffix: String?
    package var contains: String?
    package var regex: Regex?
    /// false: the value must be absent.
    package var isPresent: Bool?
    /// Whether an unset variable that is tolerated stands in it.
    package var isUndetermined = false

    package init(
        exact: String? = nil,
        prefix: String? = nil,
        suffix: String? = nil,
        contains: String? = nil,
        regex: Regex? = nil,
        isPresent: Bool? = nil
    ) {
        self.exact = exact
        self.prefix = prefix
        self.suffix = suffix
        self.contains = contains
        self.regex = regex
        self.isPresent = isPresent
    }

    /// Whether all but the regex holds for a value that is there.
    func holdsCheaply(for value: Span<UInt8>) -> Bool {
        if isPresent == false { return false }
        if let exact, !value.isEqual(to: exact.utf8.span) { return false }
        if let prefix, !value.extracting(first: prefix.utf8.count).isEqual(to: prefix.utf8.span) {
            return false
        }
        if let suffix, !value.extracting(last: suffix.utf8.count).isEqual(to: suffix.utf8.span) {
            return false
        }
        if let contains, !value.contains(contains.utf8.span) { return false }
        return true
    }

    /// Whether it holds where there is no value.
    var holdsForNone: Bool { isPresent == false }

    /// What the value has to be, for people.
    package var expectation: String {
        var parts: [String] = []
        if let exact { parts.append("`\(exact)`") }
        if let prefix { parts.append("beginning with `\(prefix)`") }
        if let suffix { parts.append("ending with `\(suffix)`") }
        if let contains { parts.append("containing `\(contains)`") }
        if let regex { parts.append("matching `\(regex.text)`") }
        if let isPresent { parts.append(isPresent ? "present" : "absent") }
        return parts.joined(separator: " and ")
    }
}

extension Span<UInt8> {
    func contains(_ part: Span<UInt8>) -> Bool {
        guard part.count <= count else { return false }
        for start in 0...(count - part.count) where extracting(start..<start + part.count).isEqual(to: part) {
            return true
        }
        return false
    }
}
