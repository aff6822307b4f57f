import HTTPTypes
import Messages

/// A set of requests: paths, hosts, methods, and the values of some headers and parameters, each on its own.
struct RequestSet: Hashable, Sendable {
    /// A header or a query parameter.
    enum Value: Hashable, Sendable, Comparable {
        case header(String)
        case parameter(String)
    }

    private var paths: PathSet
    private var hosts: HostSet
    private var methods: ValueSet
    private var values: [Value: ValueSet]

    /// What a match with one of its hosts takes, as far as it is decidable: at least all of it.
    init(_ cover: Cover) {
        paths = cover.paths
        hosts = HostSet(cover.host)
        methods = cover.methods
        values = cover.values
    }

    /// Those of the requests that have this very path.
    func on(_ path: CanonicalPath) -> RequestSet {
        var same = self
        same.paths = PathSet(path)
        return same
    }

    /// The requests that are not in what the cover takes, as sets that share none.
    func subtracting(_ cover: Cover) -> [RequestSet] {
        var rest: [RequestSet] = []
        var same = self
        guard let samePaths = paths.intersection(cover.paths), let sameHosts = hosts.intersection(cover.host)
        else {
            return [self]
        }
        for piece in paths.subtracting(cover.paths) {
            var outside = same
            outside.paths = piece
            rest.append(outside)
        }
        same.paths = samePaths
        if let piece = hosts.subtracting(cover.host) {
            var outside = same
            outside.hosts = piece
            rest.append(outside)
        }
        same.hosts = sameHosts
        let piece = methods.subtracting(cover.methods)
        if !piece.isEmpty {
            var outside = same
            outside.methods = piece
            rest.append(outside)
        }
        same.methods = methods.intersection(cover.methods)
        for (name, wanted) in cover.values.sorted(by: { $0.key < $1.key }) {
            let own = same.values[name] ?? .all
            let piece = own.subtracting(wanted)
            if !piece.isEmpty {
                var outside = same
                outside.values[name] = piece
                rest.append(outside)
            }
            same.values[name] = own.intersection(wanted)
        }
        return same.isEmpty ? [self] : rest
    }

    var isEmpty: Bool { methods.isEmpty || values.values.contains(where: \.isEmpty) }
}

/// What a match with one of its hosts takes: exactly that, given what can't be decided.
struct Cover: Sendable {
    let paths: PathSet
    let host: HostPattern?
    var methods: ValueSet
    let values: [RequestSet.Value: ValueSet]
    /// The conditions that sets say nothing of, each by its text.
    let opaque: Set<String>

    init(_ match: Match, host: HostPattern?, keepsEmpty: Bool) {
        self.host = host
        methods = match.methods.isEmpty ? .all : .some(Set(match.methods.map(\.rawValue)))
        var opaque: Set<String> = []
        paths = PathSet(match.path, keepsEmpty: keepsEmpty)
        if case .regex(let regex) = match.path { opaque.insert("path regex \(regex.text)") }
        var values: [RequestSet.Value: ValueSet] = [:]
        for header in match.headers {
            let name = RequestSet.Value.header(header.name.canonicalName)
            values[name] = (values[name] ?? .all).intersection(header.test.decidableValues)
            opaque.formUnion(header.test.opaqueParts.map { "header \(header.name.canonicalName) \($0)" })
        }
        for parameter in match.query {
            let name = RequestSet.Value.parameter(parameter.name)
            values[name] = (values[name] ?? .all).intersection(parameter.test.decidableValues)
            opaque.formUnion(parameter.test.opaqueParts.map { "query \(parameter.name) \($0)" })
        }
        if !match.sourceIps.isEmpty { opaque.insert(match.sourceText) }
        if case .match(let excluded) = match.excluded { opaque.insert("not \(Cover.text(of: excluded))") }
        if match.isIncomplete { opaque.insert("what could not be read") }
        self.values = values
        self.opaque = opaque
    }

    /// A text that two matches share only if they take the same requests.
    private static func text(of match: Match) -> String {
        let cover = Cover(match, host: nil, keepsEmpty: false)
        var parts = match.hosts.map { "host \($0)" }.sorted() + match.methods.map { "method \($0)" }.sorted()
        switch match.path {
        case nil: break
        case .exact(let path): parts.append("exact \(path.text)")
        case .prefix(let prefix): parts.append("prefix \(prefix)")
        case .template(let template): parts.append("template \(template.text)")
        case .regex: break
        }
        parts += match.headers.map { "header \($0.name.canonicalName) \($0.test.expectation)" }.sorted()
        parts += match.query.map { "query \($0.name) \($0.test.expectation)" }.sorted()
        return (parts + cover.opaque.sorted()).joined(separator: "; ")
    }
}

extension Match {
    /// The condition on the source as a text that equal ones share.
    var sourceText: String { "source " + sourceIps.map(\.description).sorted().joined(separator: " ") }
}

extension TextTest {
    /// What presence and equality say of the value; with other tests at least all values that pass.
    fileprivate var decidableValues: ValueSet {
        if let exact { return isPresent == false ? .some([]) : .some([exact]) }
        if isPresent == false { return .some([nil]) }
        return .allBut([nil])
    }

    /// The tests that say more than presence and equality.
    fileprivate var opaqueParts: [String] {
        [
            prefix.map { "prefix \($0)" }, suffix.map { "suffix \($0)" }, contains.map { "contains \($0)" },
            regex.map { "regex \($0.text)" },
        ].compactMap { $0 }
    }
}
