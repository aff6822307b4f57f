package import Messages

extension CORS {
    /// Whether scripts of the origin may read answers; `text` is what `Origin` holds (RFC 6454 section 6.1).
    package func allows(origin text: String) -> Bool {
        // Browsers write it in lower case; another writer's case makes no difference either.
        let origin = text.lowercased()
        return allowOrigins.contains { $0.matches(origin) }
    }
}

extension CORS.Origin {
    fileprivate func matches(_ origin: String) -> Bool {
        switch self {
        case .any: true
        case .exact(let text): text == origin
        case .subdomains(let scheme, let suffix):
            origin.utf8.starts(with: scheme.utf8)
                && origin.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
                && CORS.Origin.areLabels(origin.utf8.dropFirst(scheme.utf8.count).dropLast(suffix.utf8.count))
        }
    }

    /// Whether there is at least one label, and none is empty or holds what no host has.
    private static func areLabels(_ text: Substring.UTF8View) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty
                && label.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-")
                        || $0 == UInt8(ascii: "_")
                }
        }
    }
}

extension Fields {
    /// The request's origin; nil where there is none, or more than one.
    package var origin: String? {
        var found: String?
        for field in self[fields: .origin] {
            guard found == nil else { return nil }
            found = field.value
        }
        return found
    }
}
