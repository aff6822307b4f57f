import HTTPTypes
import Messages
import Testing

@testable import Routing

struct CoverCheckTests {
    /// No request may reach what is called dead; 4 × 150 tables × 40 requests.
    @Test(arguments: Seeds.from(21, count: 4))
    func `nothing that is called dead ever matches`(_ seed: UInt64) throws {
        var generator = TableGenerator(seed: seed)
        var deadCount = 0
        for number in 0..<150 {
            let ranked = RankedMatch.ranked(generator.table(), bySpecificity: number % 2 == 1)
            let check = CoverCheck(ranked, keepsEmpty: false)
            let findings = ranked.indices.map(check.findings)
            deadCount += findings.filter { !$0.isEmpty }.count
            for _ in 0..<40 {
                let request = generator.request()
                let subject = Subject(request, path: try CanonicalPath(request.path))
                guard case .match(let rank) = LinearScan.first(ranked, subject) else { continue }
                for finding in findings[rank] where finding.concerns(subject) {
                    Issue.record(
                        "seed \(seed), table \(number): \(request) reaches \(finding) of \(ranked[rank].match)"
                    )
                    return
                }
            }
        }
        #expect(deadCount > 20)
    }

    /// With paths and methods alone, all kinds of requests can be tried: what lives must then be reached.
    @Test(arguments: Seeds.from(31, count: 4))
    func `what never matches is called dead`(_ seed: UInt64) throws {
        var generator = TableGenerator(seed: seed, isUndecidable: false)
        generator.words = ["a", "b"]
        let subjects = try EveryKindOfRequest.subjects()
        for number in 0..<60 {
            let table = generator.table().map { matches in
                matches.map { Match(path: $0.path, methods: $0.methods) }
            }
            let ranked = RankedMatch.ranked(table, bySpecificity: false)
            let index = RouteIndex(ranked)
            var reached: Set<Int> = []
            for subject in subjects {
                if case .match(let rank) = index.first(for: subject) { reached.insert(rank) }
            }
            let check = CoverCheck(ranked, keepsEmpty: false)
            for rank in ranked.indices {
                let isDead = check.findings(rank).contains { if case .dead = $0 { true } else { false } }
                #expect(
                    isDead != reached.contains(rank),
                    "seed \(seed), table \(number), rank \(rank): \(table)"
                )
            }
        }
    }
}

extension CoverCheck.Finding {
    /// Whether the finding says that the subject does not reach the match.
    func concerns(_ subject: Subject) -> Bool {
        switch self {
        case .dead: true
        case .deadHost(let host, _): subject.host.map(host.matches) ?? false
        case .deadMethod(let method, _): subject.method == method
        }
    }
}

/// A request for each method, and each path of up to four segments, that a generated table tells apart.
enum EveryKindOfRequest {
    static func subjects() throws -> [Subject] {
        var paths = [""]
        var longest = [""]
        for _ in 0..<4 {
            longest = longest.flatMap { path in ["a", "b", "other"].map { path + "/" + $0 } }
            paths += longest
        }
        let methods = TableGenerator.methods + [.patch]
        return try (paths.dropFirst() + paths.map { $0 + "/" }).flatMap { path in
            let canonical = try CanonicalPath(RawPath(path))
            return methods.map { Subject(Request(id: "", method: $0, path: RawPath(path)), path: canonical) }
        }
    }
}
