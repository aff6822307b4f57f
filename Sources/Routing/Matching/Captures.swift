import Messages

/// What the winning match took from the request, by name.
package struct Captures: Sendable {
    /// One piece of the request.
    package struct Capture: Sendable, Hashable {
        /// Where a piece was taken from, which tells how it goes into a path again.
        package enum Source: Sendable, Hashable {
            /// A piece of the canonical path, put into a path as it stands: it is encoded already, and decoding
            /// a kept `%2F` would make a slash of it.
            case path
            /// Text of a header or a query parameter.
            case text
        }

        package let name: String
        /// Canonical path text, or plain text.
        let raw: [UInt8]
        let source: Source

        /// The decoded bytes: UTF-8 unless the client sent something else.
        package var text: [UInt8] {
            source == .path ? PercentCoding.decoded(raw.span) : raw
        }

        /// As it goes into a path; slashes are kept.
        var inPath: [UInt8] {
            source == .path ? raw : PercentCoding.encoded(raw, allowing: .path)
        }
    }

    package private(set) var all: [Capture] = []

    package init() {}

    package subscript(name: String) -> Capture? {
        all.first { $0.name == name }
    }

    /// Puts a piece of the path in place of any capture of that name.
    mutating func put(_ name: String, _ path: [UInt8]) {
        all.removeAll { $0.name == name }
        append(name, path, .path)
    }

    mutating func append(_ name: String, _ raw: [UInt8], _ source: Capture.Source) {
        all.append(Capture(name: name, raw: raw, source: source))
    }
}

extension Match {
    /// The names of all captures that the match makes.
    package var captureNames: Set<String> {
        var names = Set(path?.captureNames ?? [])
        for condition in headers { names.formUnion(condition.test.regex?.groupNames.map(\.name) ?? []) }
        for condition in query { names.formUnion(condition.test.regex?.groupNames.map(\.name) ?? []) }
        return names
    }

    /// Whether the match makes a capture of this name.
    func makes(_ capture: String) -> Bool {
        if path?.makes(capture) == true { return true }
        return headers.contains { $0.test.regex?.makes(capture) == true }
            || query.contains { $0.test.regex?.makes(capture) == true }
    }

    /// The captures that the match takes from a subject that it matches.
    package func captures(in subject: Subject) throws(RegexFailure) -> Captures {
        var captures = Captures()
        switch path {
        case nil, .exact, .prefix: break
        case .template(let template): captures.append(template, subject.path)
        case .regex(let regex): try captures.append(regex, subject.path.text.utf8.span, .path)
        }
        for condition in headers {
            guard let regex = condition.test.regex, !regex.groupNames.isEmpty else { continue }
            _ = try condition.withValue(in: subject.request.fields) { value throws(RegexFailure) in
                try captures.append(regex, value, .text)
            }
        }
        for condition in query {
            guard let regex = condition.test.regex, !regex.groupNames.isEmpty else { continue }
            _ = try condition.withValue(in: subject.request.query) { value throws(RegexFailure) in
                try captures.append(regex, value, .text)
            }
        }
        return captures
    }
}

extension Captures {
    fileprivate mutating func append(_ template: PathTemplate, _ path: CanonicalPath) {
        _ = template.forEachCapture(in: path) { name, range, _ in
            append(name, path.text.utf8.span.bytes(in: range), .path)
        }
    }

    /// The named groups of a regex; one that took no part is empty.
    mutating func append(
        _ regex: Regex,
        _ value: Span<UInt8>,
        _ source: Capture.Source
    ) throws(RegexFailure) {
        guard !regex.groupNames.isEmpty else { return }
        guard let groups = try regex.groups(in: value, isUTF8: source == .path) else { return }
        for (name, number) in regex.groupNames where self[name] == nil {
            let range = number < groups.count ? groups[number] : nil
            append(name, value.bytes(in: range ?? 0..<0), source)
        }
    }
}

extension Span<UInt8> {
    /// The bytes as text.
    var text: String { unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) } }

    func bytes(in range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for index in range { bytes.append(self[index]) }
        return bytes
    }
}
