import HTTPTypes
import Messages
import Testing

@testable import Routing

/// Mistakes that a matcher could make, each as what it would answer: the generated tables and requests have to
/// show every one of them, or they would not show it in the index either.
struct PlantedMistakeTests {
    struct Mistake: CustomTestStringConvertible {
        let testDescription: String
        /// The matches as the mistake reads them, in the order in which it tries them.
        let reading: @Sendable ([RankedMatch]) -> [RankedMatch]
    }

    private static func each(_ change: @escaping @Sendable (inout Match) -> Void)
        -> @Sendable ([RankedMatch]) -> [RankedMatch]
    {
        { ranked in
            ranked.map { entry in
                var match = entry.match
                change(&match)
                return RankedMatch(route: entry.route, alternative: entry.alternative, match: match)
            }
        }
    }

    static let mistakes = [
        Mistake(testDescription: "the last match wins") { $0.reversed() },
        Mistake(testDescription: "exact paths are tried first") { ranked in
            ranked.filter(\.isExact) + ranked.filter { !$0.isExact }
        },
        Mistake(testDescription: "regexes are tried last") { ranked in
            ranked.filter { !$0.isRegex } + ranked.filter(\.isRegex)
        },
        Mistake(testDescription: "only the first alternative counts") { $0.filter { $0.alternative == 0 } },
        Mistake(testDescription: "`not` is ignored", reading: each { $0.excluded = .nothing }),
        Mistake(testDescription: "methods are ignored", reading: each { $0.methods = [] }),
        Mistake(
            testDescription: "only the first method counts",
            reading: each { $0.methods = Array($0.methods.prefix(1)) }
        ),
        Mistake(testDescription: "hosts are ignored", reading: each { $0.hosts = [] }),
        Mistake(
            testDescription: "only the first host counts",
            reading: each { $0.hosts = Array($0.hosts.prefix(1)) }
        ),
        Mistake(testDescription: "headers are ignored", reading: each { $0.headers = [] }),
        Mistake(
            testDescription: "only the first header counts",
            reading: each { $0.headers = Array($0.headers.prefix(1)) }
        ),
        Mistake(testDescription: "the query is ignored", reading: each { $0.query = [] }),
        Mistake(testDescription: "the source is ignored", reading: each { $0.sourceIps = [] }),
        Mistake(
            testDescription: "a prefix is exact",
            reading: each { match in
                if case .prefix(let prefix) = match.path, let path = try? CanonicalPath(RawPath(prefix)) {
                    match.path = .exact(path)
                }
            }
        ),
        Mistake(
            testDescription: "an exact path is a prefix",
            reading: each { match in
                if case .exact(let path) = match.path { match.path = try? .prefix(path.text, PathPolicy()) }
            }
        ),
        Mistake(
            testDescription: "a prefix is a string",
            reading: each { match in
                if case .prefix(let prefix) = match.path, let regex = try? Regex("\\Q\(prefix)\\E.*") {
                    match.path = .regex(regex)
                }
            }
        ),
        Mistake(
            testDescription: "a capture may be empty",
            reading: each { match in
                if case .template(let template) = match.path {
                    match.path = try? .regex(template.regex(segment: "[^/]*", rest: ".+"))
                }
            }
        ),
        Mistake(
            testDescription: "a capture takes many segments",
            reading: each { match in
                if case .template(let template) = match.path {
                    match.path = try? .regex(template.regex(segment: ".+", rest: ".+"))
                }
            }
        ),
        Mistake(
            testDescription: "the rest may be empty",
            reading: each { match in
                if case .template(let template) = match.path {
                    match.path = try? .regex(template.regex(segment: "[^/]+", rest: ".*"))
                }
            }
        ),
        Mistake(
            testDescription: "the rest is one segment",
            reading: each { match in
                if case .template(let template) = match.path {
                    match.path = try? .regex(template.regex(segment: "[^/]+", rest: "[^/]+"))
                }
            }
        ),
    ]

    @Test(arguments: mistakes, Seeds.from(1, count: 1))
    func `the generated tables show a planted mistake`(_ mistake: Mistake, seed: UInt64) throws {
        var generator = TableGenerator(seed: seed)
        for _ in 0..<2_000 {
            let ranked = RankedMatch.ranked(generator.table(), bySpecificity: false)
            let misread = mistake.reading(ranked)
            for _ in 0..<50 {
                let request = generator.request()
                let subject = Subject(request, path: try CanonicalPath(request.path))
                if ranked.route(for: subject) != misread.route(for: subject) { return }
            }
        }
        Issue.record("seed \(seed): no generated request shows the mistake")
    }

    /// A check that reads a table wrongly calls something dead that lives.
    @Test(
        arguments: mistakes.filter {
            [
                "`not` is ignored", "methods are ignored", "hosts are ignored", "headers are ignored",
                "the query is ignored", "the source is ignored", "an exact path is a prefix",
            ].contains($0.testDescription)
        },
        Seeds.from(21, count: 1)
    )
    func `the generated tables show a planted mistake in the cover check`(
        _ mistake: Mistake,
        seed: UInt64
    ) throws {
        var generator = TableGenerator(seed: seed)
        for _ in 0..<5_000 {
            let ranked = RankedMatch.ranked(generator.table(), bySpecificity: false)
            let check = CoverCheck(mistake.reading(ranked), keepsEmpty: false)
            let findings = ranked.indices.map(check.findings)
            for _ in 0..<40 {
                let request = generator.request()
                let subject = Subject(request, path: try CanonicalPath(request.path))
                guard case .match(let rank) = LinearScan.first(ranked, subject) else { continue }
                if findings[rank].contains(where: { $0.concerns(subject) }) { return }
            }
        }
        Issue.record("seed \(seed): no generated request shows the mistake")
    }
}

extension RankedMatch {
    fileprivate var isExact: Bool { if case .exact = match.path { true } else { false } }
    fileprivate var isRegex: Bool { if case .regex = match.path { true } else { false } }
}

extension [RankedMatch] {
    /// The route and alternative that the first match belongs to.
    fileprivate func route(for subject: Subject) -> [Int]? {
        guard case .match(let rank) = LinearScan.first(self, subject) else { return nil }
        return [self[rank].route, self[rank].alternative]
    }
}

extension PathTemplate {
    fileprivate func regex(segment: String, rest: String) throws -> Regex {
        try Regex(
            segments.map { part in
                switch part {
                case .literal(let text): "/\\Q\(text)\\E"
                case .capture: "/" + segment
                case .rest: "/" + rest
                }
            }.joined()
        )
    }
}
