import HTTPTypes
import Messages
import Routing

/// Requests at the borders of a table's routes: just within each alternative, and just outside it.
struct SampleRequests {
    /// In the order of the routes, none twice.
    let all: [Request]

    init(_ tables: [RouteTable]) {
        var seen: Set<String> = []
        var all: [Request] = []
        for table in tables {
            for route in table.routes {
                for match in route.matches {
                    for request in SampleRequests.around(match) where seen.insert(request.shown).inserted {
                        all.append(request)
                    }
                }
            }
            for test in table.tests {
                let request = Request(test.request, id: "diff")
                if seen.insert(request.shown).inserted { all.append(request) }
            }
        }
        self.all = all
    }

    /// One that fulfils all conditions as far as they can be read, then each of them missed once.
    private static func around(_ match: Match) -> [Request] {
        let paths = match.path?.samples ?? ["/", "/any"]
        var base = Request(id: "diff", method: match.methods.first ?? .get, path: RawPath(paths[0]))
        if let host = match.hosts.first { base.fields[.host] = host.sample }
        base.origin.sourceAddress = match.sourceIps.first?.address
        for condition in match.headers {
            if let value = condition.test.sample {
                base.fields.append(condition.name, value)
            }
        }
        let pairs = match.query.compactMap { condition in
            condition.test.sample.map { "\(escaped(condition.name))=\(escaped($0))" }
        }
        if !pairs.isEmpty { base.query = pairs.joined(separator: "&") }
        return [base] + paths.dropFirst().map { base.with(\.path, RawPath($0)) }
            + match.methods.dropFirst().map { base.with(\.method, $0) } + missing(match, base)
    }

    private static func missing(_ match: Match, _ base: Request) -> [Request] {
        var found: [Request] = []
        if let other = [HTTPRequest.Method.get, .post, .delete].first(where: { !match.methods.contains($0) }),
            !match.methods.isEmpty
        {
            found.append(base.with(\.method, other))
        }
        if let host = match.hosts.first {
            var other = base
            other.fields[.host] = "other.example"
            found.append(other)
            if case .wildcard(let suffix) = host {
                other.fields[.host] = String(suffix.dropFirst())
                found.append(other)
            }
        }
        if !match.sourceIps.isEmpty { found.append(base.with(\.origin.sourceAddress, nil)) }
        if !match.query.isEmpty { found.append(base.with(\.query, nil)) }
        for condition in match.headers {
            var other = base
            other.fields[condition.name] = nil
            found.append(other)
        }
        return found
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

extension Request {
    fileprivate func with<Value>(_ part: WritableKeyPath<Request, Value>, _ value: Value) -> Request {
        var result = self
        result[keyPath: part] = value
        return result
    }

    /// As on a command line of `explain`.
    var shown: String {
        let host = fields[.host].map { "\(origin.scheme)://\($0)" } ?? ""
        var text = "\(method.rawValue) \(host)\(path.text)" + (query.map { "?" + $0 } ?? "")
        for field in fields where field.name != .host {
            text += " -H '\(field.name.rawName): \(field.value)'"
        }
        if let address = origin.sourceAddress { text += " --source-ip \(address)" }
        return text
    }
}

extension PathPattern {
    /// Paths of the pattern and beside it, one of the pattern's first.
    fileprivate var samples: [String] {
        switch self {
        case .exact(let path): return path.text == "/" ? ["/", "/any"] : [path.text, path.text + "/any"]
        case .prefix(let prefix):
            return prefix.isEmpty ? ["/", "/any"] : [prefix + "/any", prefix, prefix + "any"]
        case .template(let template):
            let whole = template.segments.map { segment in
                switch segment {
                case .literal(let text): "/" + text
                case .capture: "/1"
                case .rest: "/a/b"
                }
            }
            return [whole.joined(), whole.dropLast().joined() + "/", whole.joined() + "/any"]
        case .regex(let regex):
            guard let path = RegexSample(regex.text).text, path.hasPrefix("/") else { return ["/"] }
            return [path, path + "/any"]
        }
    }
}

extension HostPattern {
    fileprivate var sample: String {
        switch self {
        case .exact(let name): name
        case .wildcard(let suffix): "any" + suffix
        }
    }
}

extension TextTest {
    /// A value that fulfils the test, as far as it can be read; nil where none may be there.
    fileprivate var sample: String? {
        if isPresent == false { return nil }
        if let exact { return exact }
        if let regex { return RegexSample(regex.text).text ?? "1" }
        let text = (prefix ?? "") + (contains ?? "") + (suffix ?? "")
        return text.isEmpty ? "1" : text
    }
}
