import HTTPTypes
import Messages
import Routing

/// Makes tables whose routes overlap on purpose, and requests at their borders.
///
/// Few words, so that paths share prefixes, templates are equal and routes are one condition apart.
struct TableGenerator {
    var random: SeededGenerator
    /// Whether regexes and `not` occur.
    var isUndecidable = true

    init(seed: UInt64, isUndecidable: Bool = true) {
        random = SeededGenerator(seed: seed)
        self.isUndecidable = isUndecidable
    }

    var words = ["a", "b", "ab", "a%20b"]
    static let methods: [HTTPRequest.Method] =
        [.get, .post, .put, .options] + [HTTPRequest.Method("PURGE")].compactMap { $0 }
    static let hosts = ["x.org", "y.x.org", "z.y.x.org", "y.org"]
    static let hostPatterns = ["x.org", "y.x.org", "*.x.org", "*.y.x.org", "*.org"].compactMap(
        HostPattern.init
    )
    static let values = ["1", "2", "12"]
    static let names = ["h", "i"]
    static let addresses = ["10.0.0.1", "10.0.1.1", "192.168.0.1", "2001:db8::1"]
    static let blocks = ["10.0.0.0/8", "10.0.0.0/24", "192.168.0.1", "2001:db8::/32"].compactMap { CIDR($0) }

    mutating func table() -> [[Match]] {
        (0..<1 + random.below(7)).map { _ in (0..<(random.oneIn(4) ? 2 : 1)).map { _ in match() } }
    }

    mutating func match(depth: Int = 0) -> Match {
        var match = Match()
        if !random.oneIn(6) { match.path = path() }
        if random.oneIn(3) { match.methods = some(TableGenerator.methods) }
        if random.oneIn(4) { match.hosts = some(TableGenerator.hostPatterns) }
        if random.oneIn(4) {
            match.headers = conditions().compactMap { name, test in
                FieldName(name).map { HeaderCondition($0, test) }
            }
        }
        if random.oneIn(4) { match.query = conditions().map { QueryCondition($0, $1) } }
        if random.oneIn(8) { match.sourceIps = some(TableGenerator.blocks) }
        if isUndecidable, depth == 0, random.oneIn(8) { match.excluded = .match(self.match(depth: 1)) }
        return match
    }

    private mutating func some<Element>(_ elements: [Element]) -> [Element] {
        (0..<1 + random.below(2)).map { _ in random.pick(elements) }
    }

    private mutating func conditions() -> [(String, TextTest)] {
        TableGenerator.names.prefix(1 + random.below(2)).map { ($0, test()) }
    }

    private mutating func test() -> TextTest {
        switch random.below(isUndecidable ? 8 : 4) {
        case 0, 1: TextTest(exact: random.pick(TableGenerator.values))
        case 2: TextTest(isPresent: true)
        case 3: TextTest(isPresent: false)
        case 4: TextTest(prefix: "1")
        case 5: TextTest(suffix: "2")
        case 6: TextTest(contains: "2")
        default: TextTest(regex: try? Regex("1|2."))
        }
    }

    private mutating func path() -> PathPattern? {
        let policy = PathPolicy()
        switch random.below(isUndecidable ? 10 : 9) {
        case 0, 1, 2: return try? .exact(plainPath(), policy)
        case 3, 4: return try? .prefix(plainPath(), policy)
        case 5: return try? .prefix("/", policy)
        case 9:
            return try? .regex(
                random.pick(["/a/.*", "/a/(b|ab)", "/[ab]+", "/a/b/?", "/(?<n>a)/.*", ".*", "/b|/a/b"])
            )
        default: return try? PathPattern(templatePath(), policy: policy)
        }
    }

    private mutating func plainPath() -> String {
        let segments = (0..<random.below(4)).map { _ in random.pick(words) }
        return "/" + segments.joined(separator: "/") + (segments.isEmpty || !random.oneIn(5) ? "" : "/")
    }

    private mutating func templatePath() -> String {
        var segments = (0..<1 + random.below(3)).map { index in
            random.oneIn(2) ? "{c\(index)}" : random.pick(words)
        }
        if random.oneIn(3) { segments.append("{rest+}") }
        return "/" + segments.joined(separator: "/")
            + (random.oneIn(8) && segments.last != "{rest+}" ? "/" : "")
    }

    mutating func request() -> Request {
        var request = Request(
            id: "r",
            method: random.pick(TableGenerator.methods),
            path: RawPath(plainPath())
        )
        if !random.oneIn(4) { request.fields[.known("Host")] = random.pick(TableGenerator.hosts) }
        for name in TableGenerator.names where random.oneIn(2) {
            guard let field = FieldName(name) else { continue }
            request.fields.append(Field(name: field, value: random.pick(TableGenerator.values)))
        }
        let pairs = TableGenerator.names.filter { _ in random.oneIn(2) }
            .map { "\($0)=\(random.pick(TableGenerator.values))" }
        request.query = pairs.isEmpty ? nil : pairs.joined(separator: "&")
        if !random.oneIn(3) {
            request.origin.sourceAddress = IPAddress(random.pick(TableGenerator.addresses))
        }
        return request
    }
}

/// What trying every match in order says: the meaning that the index has to keep.
enum LinearScan {
    static func first(_ ranked: [RankedMatch], _ subject: Subject) -> RouteIndex.Outcome {
        for (rank, entry) in ranked.enumerated() {
            do throws(RegexFailure) {
                if try entry.match.matches(subject) { return .match(rank) }
            } catch {
                return .failure(rank, error)
            }
        }
        return .none
    }

    /// The methods that would have matched, by trying each match without its methods.
    static func allowedMethods(_ ranked: [RankedMatch], _ subject: Subject) -> [HTTPRequest.Method]? {
        var methods: [HTTPRequest.Method] = []
        for entry in ranked where !entry.match.methods.isEmpty {
            var match = entry.match
            match.methods = []
            guard let matches = try? match.matches(subject) else { return nil }
            guard matches else { continue }
            for method in entry.match.methods where !methods.contains(method) { methods.append(method) }
        }
        return methods
    }
}
